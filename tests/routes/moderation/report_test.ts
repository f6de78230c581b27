import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { comment, report, takeDown, withModerators } from "../../helpers/people/moderation.ts";
import { send } from "../../helpers/people/person.ts";

Deno.test("a user reports a user, a post and a comment, and sees each report as open", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const commentId = await comment(ada, postId);
  const subjects = [
    ["users", ada.id, "user", ada.id],
    ["users", "@ada", "user", ada.id],
    ["posts", postId, "post", postId],
    ["comments", commentId, "comment", commentId],
  ] as const;
  for (const [kind, named, type, id] of subjects) {
    const body = { reason: "harassment", note: " They mean me " };
    const { data } = ok(await bob.post(`/moderation/${kind}/${named}/flag`, body), 201);
    const { reportId: _, createdAt: __, ...rest } = data;
    assertEquals(rest, {
      subject: { type, id },
      reason: "harassment",
      note: "They mean me",
      status: "open",
      resolvedAt: null,
    });
  }
});

Deno.test("reporting again returns the same report while it is open, even at once", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const first = await report(bob, "posts", postId, "spam");
  const again = await Promise.all(
    Array.from({ length: 5 }, () => report(bob, "posts", postId, "hate")),
  );
  for (const one of again) assertEquals(one, first);
  const other = await report(cora, "posts", postId);
  assertEquals(other.reportId === first.reportId, false);
  const { mona } = await withModerators(app);
  const dismissal = { action: "dismiss", note: "Fine" };
  ok(await mona.post(`/moderation/reports/${first.reportId}/resolve`, dismissal), 200);
  const anew = await report(bob, "posts", postId, "hate");
  assertEquals([anew.reportId === first.reportId, anew.status], [false, "open"]);
});

Deno.test("a report under an Idempotency-Key has the same response as the first time", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const key = { "idempotency-key": crypto.randomUUID() };
  const path = `/moderation/users/${ada.id}/flag`;
  const first = ok(await bob.send("POST", path, { reason: "spam" }, key), 201);
  assertEquals((await bob.send("POST", path, { reason: "spam" }, key)).body, first.body);
  const other = await bob.send("POST", path, { reason: "hate" }, key);
  assertEquals(errorCode(other, 422), "idempotency_key_reused");
});

Deno.test("a subject that is hidden from the reporter looks missing, and so does every message", async () => {
  await using app = await startApp();
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const hidden = await publish(app, ada, { privacy: "private" });
  const shown = await publish(app, ada);
  const gone = await publish(app, ada);
  const hiddenComment = await comment(ada, hidden.postId);
  const goneComment = await comment(ada, shown.postId);
  ok(await ada.delete(`/posts/${shown.postId}/comments/${goneComment}`), 204);
  const { mona } = await withModerators(app);
  await takeDown(mona, "posts", gone.postId);
  ok(await ada.post(`/users/${eve.id}/block`), 200);
  const flag = (kind: string, id: string, by = bob) =>
    by.post(`/moderation/${kind}/${id}/flag`, { reason: "spam" });
  const missing = await flag("posts", crypto.randomUUID());
  assertEquals(errorCode(missing, 404), "not_found");
  for (const id of [hidden.postId, gone.postId]) assertSameAnswer(await flag("posts", id), missing);
  for (const id of [hiddenComment, goneComment, "no-id"]) {
    assertSameAnswer(await flag("comments", id), missing);
  }
  assertSameAnswer(await flag("posts", shown.postId, eve), missing);
  assertSameAnswer(await flag("users", ada.id, eve), missing);
  assertSameAnswer(await flag("users", "@nobody"), missing);
  assertSameAnswer(await flag("messages", crypto.randomUUID()), missing);
});

Deno.test("nobody reports their own content, or without a reason or a token", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const own = await ada.post(`/moderation/posts/${postId}/flag`, { reason: "spam" });
  assertEquals(errorCode(own, 422), "unprocessable");
  assertEquals((await ada.post("/moderation/users/me/flag", { reason: "spam" })).status, 422);
  const bad = [{}, { reason: "dull" }, { reason: "spam", status: "actioned" }, {
    reason: "spam",
    note: "x".repeat(1001),
  }];
  for (const kind of ["users", "posts", "comments", "messages"]) {
    const path = `/moderation/${kind}/${postId}/flag`;
    for (const body of bad) {
      assertEquals(errorCode(await ada.post(path, body), 400), "validation_failed");
    }
    const anyone = await send(app.fetch, "POST", `/api/v1${path}`, { reason: "spam" });
    assertEquals(errorCode(anyone, 401), "unauthenticated");
  }
});
