import { assertEquals } from "@std/assert";
import { startApp } from "../helpers/app/app.ts";
import { ok, publish } from "../helpers/people/steps.ts";
import { captionsOf } from "../helpers/people/social.ts";

Deno.test("old tags are found in all spellings, and shown as before", async () => {
  await using app = await startApp();
  const { sql, cache } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada, { caption: "old #istanbul #lake and #été" });
  const before = ["i\u0307stanbul", "istanbul", "größe", "été", "ete", "lake", "日本"];
  await sql`delete from post_tags where post_id = ${postId}`;
  for (const [position, tag] of before.entries()) {
    await sql`insert into post_tags (post_id, tag, position) values (${postId}, ${tag}, ${position})`;
    const n = String(position).padStart(12, "0");
    await sql`
      insert into tag_follows (id, user_id, tag)
      values (${`00000000-0000-7000-8000-${n}`}, ${bob.id}, ${tag})`;
  }
  const text = await Deno.readTextFile(
    new URL("../../migrations/0022_tags_as_searched.sql", import.meta.url),
  );
  await sql.begin((tx) => tx.unsafe(text.replaceAll(/^alter table .*$/gm, "")));
  cache.clear();

  for (const tag of ["İstanbul", "istanbul", "Größe", "GROSSE", "ete", "été", "lake", "日本"]) {
    const path = `/tags/${encodeURIComponent(tag)}/posts`;
    assertEquals(await captionsOf(bob, path), ["old #istanbul #lake and #été"], tag);
    const found = await captionsOf(bob, `/search/posts?tags=${encodeURIComponent(tag)}`);
    assertEquals(found.length, 1, tag);
  }
  const shown = ["istanbul", "größe", "ete", "lake", "日本"];
  assertEquals(ok(await bob.get(`/posts/${postId}`), 200).data.tags, shown);
  const followed = ok(await bob.get("/users/me/tags"), 200).data.tags;
  assertEquals(followed.map(({ tag }: { tag: string }) => tag).reverse(), shown);

  // Old rows do not record whether a tag was named. Tags in the text count as part of it, the
  // others as named.
  ok(await ada.patch(`/posts/${postId}`, { caption: "new" }), 200);
  assertEquals(ok(await bob.get(`/posts/${postId}`), 200).data.tags, ["größe", "日本"]);
});
