import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import { anonymously, say, WORDS } from "../../helpers/posts/discovery.ts";
import type { Person } from "../../helpers/people/person.ts";
import { block } from "../../helpers/people/social.ts";

const captionsFor = async (person: Person, q: string): Promise<string[]> =>
  ok(await person.get(`/search/posts?q=${encodeURIComponent(q)}`), 200).data.posts
    .map((post: { caption: string }) => post.caption);

Deno.test("a post is found by the words of its current content warning", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  const postId = await say(ada, "legs", { contentWarning: "Spînnen, viele" });
  for (const q of ["spinnen", "SPIN", "viele legs"]) {
    assertEquals(await captionsFor(bob, q), ["legs"], q);
  }
  ok(await ada.patch(`/posts/${postId}`, { contentWarning: "snakes" }), 200);
  assertEquals(await captionsFor(bob, "spinnen"), []);
  assertEquals(await captionsFor(bob, "snakes"), ["legs"]);
  ok(await ada.patch(`/posts/${postId}`, { contentWarning: null }), 200);
  assertEquals(await captionsFor(bob, "snakes"), []);

  // An old index, from before it had the warnings.
  await say(ada, "teeth", { contentWarning: "sharks" });
  const { sql } = app.ctx;
  await sql`update post_search set document = ts_delete(document, 'sharks')`;
  assertEquals(await captionsFor(bob, "sharks"), []);
  const migration = new URL(
    "../../../migrations/0028_index_content_warnings.sql",
    import.meta.url,
  );
  await sql.begin(async (tx) => tx.unsafe(await Deno.readTextFile(migration)));
  assertEquals(await captionsFor(bob, "sharks"), ["teeth"]);
});

Deno.test("the snippet of a post with a content warning shows nothing behind it", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob] = await app.people("ada", "bob");
  await say(ada, "the secret ending", { header: "secret", contentWarning: "Spoilers of a film" });
  const snippetFor = async (q: string) =>
    ok(await bob.get(`/search/posts?q=${q}`), 200).data.posts[0].snippet;
  assertEquals(await snippetFor("secret"), [{ text: "Spoilers of a film", isMatch: false }]);
  assertEquals(await snippetFor("spoilers+ending"), [
    { text: "Spoilers", isMatch: true },
    { text: " of a film", isMatch: false },
  ]);
});

Deno.test("no word of a warning finds a post that the viewer does not see", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const hidden = [
    { privacy: "private" },
    { privacy: "followers" },
    { privacy: "close_friends" },
    { draft: true },
  ];
  for (const one of hidden) await say(ada, "hidden", { contentWarning: "spiders", ...one });
  const seen = await say(ada, "seen", { contentWarning: "spiders" });
  const forNobody = async () =>
    ok(await anonymously(app, "/search/posts?q=spiders&page=1"), 200).data;
  assertEquals((await forNobody()).pagination.total, 1);
  assertEquals(await captionsFor(bob, "spiders"), ["seen"]);
  await block(app, ada, bob);
  assertEquals(await captionsFor(bob, "spiders"), []);
  assertEquals(await captionsFor(cora, "spiders"), ["seen"]);
  ok(await ada.delete(`/posts/${seen}`), 204);
  assertEquals(await captionsFor(cora, "spiders"), []);
  assertEquals((await forNobody()).pagination.total, 0);
});
