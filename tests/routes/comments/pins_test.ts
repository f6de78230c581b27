import { assertEquals } from "@std/assert";
import { say } from "../../helpers/posts/comments.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { send } from "../../helpers/people/person.ts";

Deno.test("only the author of a post pins a comment, and only one", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const path = `/posts/${postId}/comments`;
  const one = await say(bob, postId, "One");
  const two = await say(bob, postId, "Two");
  const pin = (person: typeof ada, id: string, method = "PUT") =>
    person.send(method, `${path}/${id}/pin`);
  const pinned = async () =>
    (await walkList(cora, path, "comments")).filter(({ isPinned }) => isPinned)
      .map(({ commentId }) => commentId);
  for (const { commentId } of [two, one, one]) {
    ok(await pin(ada, commentId), 204);
    assertEquals(await pinned(), [commentId]);
  }
  // Unpinning a comment that is not pinned changes nothing.
  ok(await pin(ada, two.commentId, "DELETE"), 204);
  assertEquals(await pinned(), [one.commentId]);
  for (const method of ["PUT", "DELETE"]) {
    for (const other of [bob, cora]) {
      assertEquals(errorCode(await pin(other, one.commentId, method), 403), "forbidden");
    }
    const missing = await pin(ada, crypto.randomUUID(), method);
    assertEquals(errorCode(missing, 404), "not_found");
    const elsewhere = await publish(app, ada);
    const wrong = `/posts/${elsewhere.postId}/comments/${one.commentId}/pin`;
    assertSameAnswer(await ada.send(method, wrong), missing);
    const nobody = await send(app.fetch, method, `/api/v1${path}/${one.commentId}/pin`);
    assertEquals(errorCode(nobody, 401), "unauthenticated");
  }
  const reply = await say(ada, postId, "Reply", one.commentId);
  assertEquals(errorCode(await pin(ada, reply.commentId), 422), "unprocessable");
  ok(await bob.delete(`${path}/${one.commentId}`), 204);
  assertEquals(await pinned(), []);
  ok(await pin(ada, two.commentId), 204);
  ok(await bob.post(`/users/${cora.id}/block`), 200);
  assertEquals(await walkList(cora, path, "comments"), []);
  ok(await pin(ada, two.commentId, "DELETE"), 204);
  assertEquals((await walkList(ada, path, "comments")).map(({ isPinned }) => isPinned), [false]);
});
