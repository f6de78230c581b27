import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { SaxesParser } from "saxes";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, ok, publish } from "../../helpers/people/steps.ts";
import { say, WORDS } from "../../helpers/posts/discovery.ts";
import { gif, jpeg, photo } from "../../helpers/media/pictures.ts";
import { upload } from "../../helpers/media/uploads.ts";
import { type Person, send } from "../../helpers/people/person.ts";
import { setPrivate } from "../../helpers/people/social.ts";
import { suspend, withModerators } from "../../helpers/people/moderation.ts";

interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** Parses XML as strictly as its specification. */
function parse(xml: string): Element {
  const root: Element = { name: "", attributes: {}, text: "", children: [] };
  const open = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, uri, attributes }) => {
    assertEquals(uri, "http://www.w3.org/2005/Atom");
    const values = Object.entries(attributes).map(([key, { value }]) => [key, value]);
    const element = { name, attributes: Object.fromEntries(values), text: "", children: [] };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => void (open.at(-1)!.text += text));
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  return root.children[0]!;
}

function textsOf(element: Element, name: string): string[] {
  return element.children.filter((child) => child.name === name).map(({ text }) => text);
}

async function fetchFeed(app: TestApp, path: string, headers: Record<string, string> = {}) {
  return await app.fetch(`/api/v1${path}`, { headers });
}

async function read(app: TestApp, path: string): Promise<Element> {
  const response = await fetchFeed(app, path);
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "application/atom+xml; charset=utf-8");
  return parse(await response.text());
}

const entriesOf = (feed: Element) => feed.children.filter(({ name }) => name === "entry");
const titlesOf = (feed: Element) => entriesOf(feed).flatMap((entry) => textsOf(entry, "title"));

Deno.test("a user's feed has their newest public posts with pictures, words and stable ids", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const first = await publish(app, ada, {
    caption: "A <lake> & more #Lake\nat dawn",
    header: "Trip",
  });
  await publish(app, ada, { privacy: "followers", caption: "not for all" });
  const later = await publish(app, ada, { caption: "Second\nline" });
  ok(await ada.patch(`/media/${first.media[0].mediaId}`, { altText: `A "still" lake` }), 200);
  const feed = await read(app, "/users/@ada/feed.atom");
  assertEquals(textsOf(feed, "id"), [`urn:uuid:${ada.id}`]);
  assertEquals(textsOf(feed, "title"), ["ada (@ada)"]);
  const links = feed.children.filter(({ name }) => name === "link").map((one) => one.attributes);
  const self = `http://localhost:8000/api/v1/users/${ada.id}/feed.atom`;
  assertEquals(links.map(({ rel, href }) => [rel, href]), [
    ["self", self],
    ["alternate", self.replace("/feed.atom", "")],
  ]);
  assertEquals(titlesOf(feed), ["Second", "Trip"]);
  const [newest, oldest] = entriesOf(feed);
  assertEquals(textsOf(newest!, "id"), [`urn:uuid:${later.postId}`]);
  // Its picture has got a description last.
  assertEquals(textsOf(oldest!, "updated"), textsOf(feed, "updated"));
  const [published] = textsOf(oldest!, "published").map(Date.parse);
  assert(Math.abs(published! - Date.parse(first.createdAt)) < 1000);
  const author = oldest!.children.find(({ name }) => name === "author")!;
  assertEquals(textsOf(author, "name"), ["ada"]);
  const category = oldest!.children.find(({ name }) => name === "category")!;
  assertEquals(category.attributes, { term: "lake" });
  const enclosure = oldest!.children.find(({ attributes: { rel } }) => rel === "enclosure")!;
  assertEquals(enclosure.attributes.href, first.imageUrl);
  const content = oldest!.children.find(({ name }) => name === "content")!;
  assertEquals(content.attributes, { type: "html" });
  assertEquals(
    content.text,
    `<p><img src="${first.imageUrl}" alt="A &quot;still&quot; lake" width="2048" height="2048"></p>` +
      `<h2>Trip</h2><p>A &lt;lake&gt; &amp; more #Lake<br>at dawn</p>`,
  );
  ok(await ada.patch(`/posts/${first.postId}`, { caption: "edited" }), 200);
  const [edited] = textsOf(await read(app, `/users/${ada.id}/feed.atom`), "updated");
  assert(edited! > textsOf(feed, "updated")[0]!);
});

Deno.test("an entry has the largest complete form of a picture, and the animation of a moving one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const tall = await upload(app, ada, await jpeg(photo(400, 3_000)));
  const moving = await upload(app, ada, await gif(64, 48, 3), { contentType: "image/gif" });
  const mediaIds = [tall, moving];
  ok(await ada.post("/posts", { mediaIds, caption: "Tower" }), 201);
  await app.settled();
  const [entry] = entriesOf(await read(app, "/users/@ada/feed.atom"));
  const addresses = entry!.children.map(({ attributes }) => attributes)
    .filter(({ rel }) => rel === "enclosure").map(({ href, type }) => [href, type]);
  const wanted = [[tall, "large", "image/jpeg"], [moving, "animated", "image/gif"]] as const;
  assertEquals(
    addresses,
    await Promise.all(wanted.map(async ([mediaId, name, type]) => {
      const { variants } = ok(await ada.get(`/media/${mediaId}`), 200).data;
      return [variants.find((variant: { name: string }) => variant.name === name).url, type];
    })),
  );
});

Deno.test("a feed is well-formed whatever people write, and shows nothing behind a warning", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada] = await app.people("ada");
  const hostile = [
    "]]> <![CDATA[ <script>alert(1)</script>",
    "\u0001\u0008\u000b\u001f\u007f\u0085\ufffe\uffff x",
    `"'><img src=x onerror=y>&amp;&lt;&#0;`,
    "\u202eright to left 📸 \u{1F600}",
    "<?xml version='2'?><!DOCTYPE x [<!ENTITY y 'z'>]>&y;",
  ];
  for (const text of hostile) await say(ada, `${text} #tag`, { header: text });
  ok(await ada.patch("/users/me", { fullName: `A & <b> ]]> "\u0002"` }), 200);
  for (const path of ["/users/@ada/feed.atom", "/tags/tag/feed.atom"]) {
    const feed = await read(app, path);
    assertEquals(
      titlesOf(feed),
      hostile.toReversed().map((text) =>
        // deno-lint-ignore no-control-regex -- what XML cannot hold, and what turns a line
        text.trim().replace(/[\u0001-\u0008\u000b\u001f\u202e\ufffe\uffff]/g, "")
      ),
    );
    const contents = entriesOf(feed).flatMap((entry) => textsOf(entry, "content"));
    assertEquals(contents.filter((html) => /<(script|img)/.test(html)), []);
  }
  const covered = await publish(app, ada, { caption: "a spider #tag", header: "Legs" });
  ok(await ada.patch(`/posts/${covered.postId}`, { contentWarning: "Spiders" }), 200);
  const text = await (await fetchFeed(app, "/users/@ada/feed.atom")).text();
  const [entry] = entriesOf(parse(text));
  assertEquals(textsOf(entry!, "title"), ["Content warning: Spiders"]);
  assertEquals(textsOf(entry!, "summary"), ["Content warning: Spiders"]);
  for (const hidden of ["spider ", "Legs", covered.imageUrl]) {
    assert(!text.includes(hidden), hidden);
  }
});

Deno.test("a repeated request gets 304 until something changes, and HEAD has no body", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada] = await app.people("ada");
  await say(ada, "one #lake");
  for (const path of ["/users/@ada/feed.atom", "/tags/lake/feed.atom", "/tags/none/feed.atom"]) {
    const { headers } = await fetchFeed(app, path);
    const [etag, modified] = [headers.get("etag")!, headers.get("last-modified")!];
    assertEquals(headers.get("cache-control"), "public, max-age=300");
    const statusOf = async (given: Record<string, string>) => {
      const response = await fetchFeed(app, path, given);
      const text = await response.text();
      if (response.status === 304) assertEquals([text, response.headers.get("etag")], ["", etag]);
      return response.status;
    };
    const never = "Thu, 01 Jan 2026 00:00:00 GMT";
    assertEquals(await statusOf({ "if-none-match": etag }), 304);
    assertEquals(await statusOf({ "if-none-match": `"x", W/${etag}` }), 304);
    assertEquals(await statusOf({ "if-none-match": "*" }), 304);
    assertEquals(await statusOf({ "if-none-match": `"x"` }), 200);
    assertEquals(await statusOf({ "if-none-match": `"x"`, "if-modified-since": modified }), 200);
    assertEquals(await statusOf({ "if-modified-since": modified }), 304);
    assertEquals(await statusOf({ "if-modified-since": never }), 200);
    const head = await app.fetch(`/api/v1${path}`, { method: "HEAD" });
    assertEquals([head.status, await head.text(), head.headers.get("etag")], [200, "", etag]);
  }
  const path = "/users/@ada/feed.atom";
  const before = (await fetchFeed(app, path)).headers.get("etag")!;
  const postId = await say(ada, "two");
  const between = await fetchFeed(app, path, { "if-none-match": before });
  assertEquals(between.status, 200);
  await between.body!.cancel();
  ok(await ada.delete(`/posts/${postId}`), 204);
  const { headers } = between;
  assertNotEquals(headers.get("etag"), before);
  assertEquals((await fetchFeed(app, path, { "if-none-match": before })).status, 304);
});

Deno.test("every viewer gets the same public feed, and a hidden user responds like a missing one", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  await say(ada, "public #lake");
  await say(ada, "followers #lake", { privacy: "followers" });
  await say(bob, "Bob's #lake");
  await say(cyd, "Cyd's #lake");
  const path = (person: Person) => `/api/v1/users/${person.id}/feed.atom`;
  const asked = (to: string, as?: Person) =>
    send(app.fetch, "GET", to, undefined, as ? { authorization: `Bearer ${as.accessToken}` } : {});
  const anonymous = ok(await asked(path(ada)), 200).body;
  assertEquals(titlesOf(parse(anonymous)), ["public #lake"]);
  for (const person of [ada, bob]) assertEquals((await asked(path(ada), person)).body, anonymous);
  await setPrivate(app, bob);
  await suspend((await withModerators(app)).mona, cyd);
  const missing = await asked(`/api/v1/users/${crypto.randomUUID()}/feed.atom`);
  ok(missing, 404);
  for (const person of [bob, cyd]) assertSameAnswer(await asked(path(person), person), missing);
  assertEquals(titlesOf(await read(app, "/tags/LAKE/feed.atom")), ["public #lake"]);
  assertEquals(titlesOf(await read(app, "/tags/nothing/feed.atom")), []);
  assertEquals((await fetchFeed(app, "/tags/12/feed.atom")).status, 404);
});
