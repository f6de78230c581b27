import { assertEquals } from "@std/assert";
import { assertCounted, commentsCountOf, say } from "../../helpers/posts/comments.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import type { Person } from "../../helpers/people/person.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

async function publishWith(app: TestApp, author: Person, controls: Record<string, unknown>) {
  const mediaIds = [await insertReadyMedia(app.ctx.sql, author.id)];
  return ok(await author.post("/posts", { mediaIds, ...controls }), 201).data;
}

Deno.test("a post allows comments from everyone, from followers, or from nobody", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  const post = await publish(app, ada);
  assertEquals([post.comments, post.filtersComments], ["everyone", false]);
  const { postId } = post;
  const first = await say(cora, postId, "Hello");
  const body = { content: "Hi", parentCommentId: first.commentId };
  const statuses = async () =>
    await Promise.all(
      [ada, bob, cora].map(async (person) =>
        (await person.post(`/posts/${postId}/comments`, body)).status
      ),
    );
  for (
    const [comments, ...expected] of [
      ["followers", 201, 201, 403],
      ["off", 403, 403, 403],
      ["everyone", 201, 201, 201],
    ] as const
  ) {
    const changed = ok(await ada.patch(`/posts/${postId}`, { comments }), 200).data;
    assertEquals([changed.comments, changed.editedAt], [comments, null]);
    assertEquals(ok(await cora.get(`/posts/${postId}`), 200).data.comments, comments);
    assertEquals<number[]>(await statuses(), expected);
    assertEquals((await walkList(cora, `/posts/${postId}/comments`, "comments")).length, 1);
  }
  assertEquals(await commentsCountOf(cora, postId), 6);
  const closed = await publishWith(app, ada, { comments: "followers" });
  assertEquals(closed.comments, "followers");
  const refused = await cora.post(`/posts/${closed.postId}/comments`, { content: "Hi" });
  assertEquals(errorCode(refused, 403), "forbidden");
  assertEquals(refused.body.error.message.includes("followers"), true);
  for (const bad of [{ comments: "nobody" }, { filtersComments: "yes" }, { comments: null }]) {
    assertEquals(errorCode(await ada.patch(`/posts/${postId}`, bad), 400), "validation_failed");
  }
  assertEquals(
    errorCode(await bob.patch(`/posts/${postId}`, { comments: "off" }), 403),
    "forbidden",
  );
});

Deno.test("a comment filter finds muted words as a search does, and hashtags as words", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const words = ["été", "don't go", "#cat", "dog", "猫", "🎬"].map((word) => ({ word }));
  ok(await ada.put("/users/me/muted-words", { words }), 200);
  const { postId } = await publishWith(app, ada, { filtersComments: true });
  const held = ["L’ETE", "Don’t GO!", "a ＃CAT", "#dog", "小猫", "🎬🎬"];
  const shown = ["etes", "don't you go", "cat", "dogs", "小犬", "🎥"];
  for (const content of [...held, ...shown]) await say(bob, postId, content);
  const listed = await walkList(ada, `/posts/${postId}/comments`, "comments");
  assertEquals(listed.map(({ content }) => content).reverse(), shown);
});

Deno.test("a post that filters shows comments with its author's muted words only to their writers", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  ok(await ada.put("/users/me/muted-words", { words: [{ word: "spoiler" }] }), 200);
  const { postId } = await publishWith(app, ada, { filtersComments: true });
  const path = `/posts/${postId}/comments`;
  const listed = async (person: Person, of = path, name = "comments") =>
    (await walkList(person, of, name)).map(({ content }) => content);
  const held = await say(bob, postId, "A SPOILER, @cora");
  const top = await say(bob, postId, "Fine");
  await say(cora, postId, "Spoiler below", top.commentId);
  await say(ada, postId, "My own spoiler");
  await app.settled();
  assertEquals((await inboxOf(ada)).items, ["comment of 1"]);
  assertEquals((await inboxOf(cora)).items, []);
  for (const person of [ada, cora]) {
    assertEquals(await listed(person), ["My own spoiler", "Fine"]);
  }
  assertEquals(await listed(bob), ["My own spoiler", "Fine", "A SPOILER, @cora"]);
  assertEquals(await listed(bob, `/comments/${top.commentId}/replies`, "replies"), []);
  assertEquals(await commentsCountOf(bob, postId), 2);
  assertEquals(
    errorCode(await ada.get(`/comments/${held.commentId}/replies`), 404),
    "not_found",
  );
  await assertCounted(app, postId);
  // An edit is checked again, and decides about the replies below as well.
  const edit = (commentId: string, content: string) =>
    bob.patch(`${path}/${commentId}`, { content });
  ok(await edit(held.commentId, "Nothing, @cora"), 200);
  ok(await edit(top.commentId, "Fine spoiler"), 200);
  await app.settled();
  assertEquals(await listed(ada), ["My own spoiler", "Nothing, @cora"]);
  assertEquals(await commentsCountOf(ada, postId), 2);
  assertEquals((await inboxOf(cora)).items, ["mention of 1"]);
  await assertCounted(app, postId);
  ok(await edit(top.commentId, "Fine"), 200);
  assertEquals(await commentsCountOf(ada, postId), 3);
  await assertCounted(app, postId);
});
