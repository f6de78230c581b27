import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";

Deno.test("comments are created by either path and field, counted, and listed newest first", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const first = ok(await bob.post(`/posts/${postId}/comments`, { content: " Amazing! 📸 " }), 201);
  assertEquals(first.data.content, "Amazing! 📸");
  assertEquals(first.data.username, "bob");
  const second = ok(await ada.post(`/posts/${postId}/comment`, { body: "Thanks" }), 201);
  const listed = await walkList(bob, `/posts/${postId}/comments`, "comments", 1);
  assertEquals(listed, [second.data, first.data]);
  assertEquals(ok(await bob.get(`/posts/${postId}`), 200).data.commentsCount, 2);
});

Deno.test("a comment is deleted by its author or by the post's author, and by nobody else", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const say = async () =>
    ok(await bob.post(`/posts/${postId}/comments`, { content: "hi" }), 201).data.commentId;
  const [one, two] = [await say(), await say()];
  assertEquals(errorCode(await cora.delete(`/posts/${postId}/comments/${one}`), 403), "forbidden");
  ok(await bob.delete(`/posts/${postId}/comments/${one}`), 204);
  ok(await ada.delete(`/posts/${postId}/comments/${two}`), 204);
  assertEquals(errorCode(await bob.delete(`/posts/${postId}/comments/${one}`), 404), "not_found");
  assertEquals(await walkList(ada, `/posts/${postId}/comments`, "comments"), []);
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.commentsCount, 0);
});

Deno.test("fifty comments at once are all stored and all counted", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const path = `/posts/${postId}/comments`;
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => ada.post(path, { content: `${n}` })),
  );
  for (const answer of answers) ok(answer, 201);
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.commentsCount, 50);
  assertEquals((await walkList(ada, path, "comments", 7)).length, 50);
});

Deno.test("comments on hidden posts respond as on missing ones, and bad bodies are refused", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada, { privacy: "private" });
  const body = { content: "hi" };
  const missing = await bob.post(`/posts/${crypto.randomUUID()}/comments`, body);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await bob.post(`/posts/${postId}/comments`, body), missing);
  assertSameAnswer(await bob.get(`/posts/${postId}/comments`), missing);
  for (
    const bad of [{ content: " " }, { content: "x".repeat(1001) }, { content: "x", likes: 1 }, {}]
  ) {
    const answer = await ada.post(`/posts/${postId}/comments`, bad);
    assertEquals(errorCode(answer, 400), "validation_failed");
  }
  const anonymous = await app.fetch(`/api/v1/posts/${postId}/comments`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assertEquals(anonymous.status, 401);
  await anonymous.body?.cancel();
});
