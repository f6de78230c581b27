import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { ok, publish } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import type { Person } from "../../helpers/people/person.ts";
import { openPage, share } from "../../helpers/posts/share.ts";

const HOSTILE =
  `"><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;b&amp; </p></article>`;
const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const ESCAPED = HOSTILE.replace(/[&<>"']/g, (one) => ENTITIES[one]!);

async function pageOf(app: TestApp, author: Person, postId: string) {
  const { path, url } = await share(author, postId);
  const { headers, body } = ok(await openPage(app, path), 200);
  return { url, html: body as string, policy: headers.get("content-security-policy")! };
}

const metaOf = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)">/g)]
      .map(([, name, content]) => [name!, content!]),
  );

Deno.test("the page shows people's texts as text, never as HTML", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  ok(await ada.patch("/users/me", { fullName: HOSTILE }), 200);
  const mediaId = await insertReadyMedia(app.ctx.sql, ada.id);
  ok(await ada.patch(`/media/${mediaId}`, { altText: HOSTILE }), 200);
  const texts = { caption: HOSTILE, header: HOSTILE };
  for (const contentWarning of [null, HOSTILE]) {
    const post = { mediaIds: [mediaId], ...texts, contentWarning };
    const { postId } = ok(await ada.post("/posts", post), 201).data;
    const { html } = await pageOf(app, ada, postId);
    assertStringIncludes(html, `<p lang="" dir="auto">${ESCAPED}</p>`);
    assertStringIncludes(html, `alt="${ESCAPED}"`);
    // Hostile texts are there as words, but none of their tags and attributes.
    const tags = html.replaceAll(/"[^"]*"/g, '""').match(/<[a-z][^>]*>/g)!;
    assertFalse(tags.some((tag) => /^<script|src=x|\son\w+=/.test(tag)));
    for (const closing of ["</article>", "</main>", "</html>"]) {
      assertEquals(html.split(closing).length, 2, closing);
    }
  }
});

Deno.test("the page may load its pictures and apply its style, and nothing else", async () => {
  await using app = await startApp({ env: { MEDIA_BASE_URL: "https://media.example.com/cdn" } });
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { html, policy } = await pageOf(app, ada, postId);
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!;
  const hash = createHash("sha256").update(style).digest("base64");
  assertEquals(policy.split("; ").sort(), [
    "base-uri 'none'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src https://media.example.com",
    `style-src 'sha256-${hash}'`,
  ]);
  const hidden = await publish(app, ada, { privacy: "private" });
  const { origin } = new URL(await app.ctx.storage.presignGet("private/picture", 60));
  const { policy: own } = await pageOf(app, ada, hidden.postId);
  assert(/img-src ([^;]*)/.exec(own)![1]!.split(" ").includes(origin), own);
  const missing = await openPage(app, "/s/nothing");
  assertEquals(missing.headers.get("content-security-policy")!.includes("img-src"), false);
});

Deno.test("the page shows one post without a script, and leads nowhere else", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const other = await publish(app, ada, { caption: "Another post" });
  const { postId } = await publish(app, ada, { caption: "With @bob\nat the lake #lake" });
  ok(await bob.post(`/posts/${postId}/comments`, { content: "So nice" }), 201);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  const { html } = await pageOf(app, ada, postId);
  assertStringIncludes(html, "With @bob\nat the lake #lake");
  for (const absent of ["<a ", "<script", "<form", "<iframe", "So nice", "Another post", bob.id]) {
    assertFalse(html.includes(absent), absent);
  }
  assertFalse(html.includes(other.postId) || html.includes(ada.id));
});

Deno.test("each picture has an alt text, a size and smaller forms for smaller screens", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { sql } = app.ctx;
  const mediaIds = [await insertReadyMedia(sql, ada.id), await insertReadyMedia(sql, ada.id)];
  ok(await ada.patch(`/media/${mediaIds[1]}`, { altText: "Two swans" }), 200);
  const { postId } = ok(await ada.post("/posts", { mediaIds, header: "Swans" }), 201).data;
  const { html } = await pageOf(app, ada, postId);
  const pictures = html.match(/<img\s[^>]*>/g)!;
  assertEquals(pictures.map((tag) => /\salt="([^"]*)"/.exec(tag)![1]), [
    "Picture 1 of 2 by ada",
    "Two swans",
  ]);
  for (const tag of pictures) {
    assertMatch(tag, /\ssrcset="\S+\/medium\.jpg 1080w, \S+\/large\.jpg 2048w"/);
    assertMatch(tag, /\swidth="2048"\s+height="2048"/);
  }
  assertMatch(html, /<html lang="en">/);
  assertMatch(html, /<h2 lang="" dir="auto">Swans<\/h2>/);
  assertMatch(html, /<meta name="viewport"/);
});

Deno.test("browsers choose a smaller type, if it has the largest size", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { sql } = app.ctx;
  const pageWith = async (names: string[]) => {
    const mediaId = await insertReadyMedia(sql, ada.id);
    await sql`
      update media set variants = variants || (
        select jsonb_agg(v || jsonb_build_object('contentType', 'image/webp',
          'key', replace(v ->> 'key', '.jpg', '.webp')))
        from jsonb_array_elements(variants) as v where v ->> 'name' = any(${names}))
      where id = ${mediaId}`;
    const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
    return (await pageOf(app, ada, postId)).html;
  };
  const html = await pageWith(["medium", "large"]);
  const [, set] = /<source type="image\/webp"\s+srcset="([^"]*)"/.exec(html)!;
  assertMatch(set!, /^\S+\/medium\.webp 1080w, \S+\/large\.webp 2048w$/);
  assertMatch(html, /<img\s[^>]*srcset="\S+\/medium\.jpg 1080w, \S+\/large\.jpg 2048w"/);
  assertFalse((await pageWith(["medium"])).includes("<source"));
});

Deno.test("previews get Open Graph and Twitter tags, with a stable address", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada, {
    privacy: "followers",
    header: "Swans",
    caption: "At the lake. ".repeat(50),
  });
  const { html, url } = await pageOf(app, ada, postId);
  const meta = metaOf(html);
  assertEquals([meta["og:url"], meta["og:image"]], [url, `${url}/image`]);
  assertEquals(meta["og:title"], "ada (@ada)");
  assert(meta["og:description"]!.startsWith("Swans\nAt the lake."));
  assertEquals(meta["og:description"]!.length, 200);
  assertEquals([meta["og:image:width"], meta["og:image:type"]], ["2048", "image/jpeg"]);
  assertEquals(meta["twitter:card"], "summary_large_image");
  assertEquals([meta.referrer, meta.robots], ["no-referrer", "noindex"]);
  const image = await openPage(app, new URL(meta["og:image"]!).pathname);
  assertEquals(image.status, 302);
});

Deno.test("a picture behind a warning is covered, and in no preview", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaIds = [await insertReadyMedia(app.ctx.sql, ada.id)];
  const post = { mediaIds, contentWarning: "Spiders", caption: "Look at these legs" };
  const { postId } = ok(await ada.post("/posts", post), 201).data;
  const { html } = await pageOf(app, ada, postId);
  assertMatch(html, /<details>\s*<summary>[^]*Spiders[^]*<\/summary>\s*<img\s[^>]*loading="lazy"/);
  assertEquals(html.indexOf("<img"), html.lastIndexOf("<img"));
  const meta = metaOf(html);
  assertEquals(meta["og:description"], "Content warning: Spiders");
  assertEquals([meta["og:image"], meta["twitter:card"]], [undefined, "summary"]);
});

Deno.test("a post without a picture has a page, and no address of one", async () => {
  await using app = await startApp({ env: { PHOTO_ONLY: "false" } });
  const [ada] = await app.people("ada");
  const post = { mediaIds: [], caption: "Only words", contentWarning: "Words" };
  const { postId } = ok(await ada.post("/posts", post), 201).data;
  const { html, policy, url } = await pageOf(app, ada, postId);
  assertStringIncludes(html, "Only words");
  assertFalse(policy.includes("img-src"));
  assertEquals((await openPage(app, `${new URL(url).pathname}/image`)).status, 404);
});
