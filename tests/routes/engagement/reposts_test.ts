import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish } from "../../helpers/people/steps.ts";
import { send } from "../../helpers/people/person.ts";
import { homeOf, repost, undoRepost } from "../../helpers/posts/reposts.ts";
import {
  assertMissing,
  assertNeedToken,
  block,
  namesIn,
  setPrivate,
} from "../../helpers/people/social.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

Deno.test("a repost counts once however often it is repeated, and ends when taken back", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const { postId } = await publish(app, ada);
  const change = async (method: string, person = bob) => {
    const { data } = ok(await person.send(method, `/posts/${postId}/repost`), 200);
    assertEquals(data.postId, postId);
    return [data.isReposted, data.repostsCount];
  };
  const seen = async () => {
    const { data } = ok(await bob.get(`/posts/${postId}`), 200);
    return [data.isReposted, data.repostsCount];
  };
  assertEquals(await seen(), [false, 0]);
  assertEquals(await change("DELETE"), [false, 0]);
  assertEquals(await change("POST"), [true, 1]);
  assertEquals(await change("POST"), [true, 1]);
  assertEquals(await seen(), [true, 1]);
  assertEquals(await change("POST", cyd), [true, 2]);
  assertEquals(await change("POST", ada), [true, 3], "one's own may be reposted");
  assertEquals(await namesIn(cyd, `/posts/${postId}/reposts`, "users"), ["ada", "cyd", "bob"]);
  assertEquals(await change("DELETE"), [false, 2]);
  assertEquals(await change("DELETE"), [false, 2]);
  assertEquals(await seen(), [false, 2]);
  await app.settled();
  assertEquals((await inboxOf(ada)).items, ["repost of 1"]);
  const { data } = ok(await ada.get("/notifications"), 200);
  assertEquals([data.notifications[0].postId, data.notifications[0].actors[0].username], [
    postId,
    "cyd",
  ]);
  ok(await cyd.delete(`/posts/${postId}/repost`), 200);
  await app.settled();
  assertEquals((await inboxOf(ada)).items, []);
});

Deno.test("the counter is right after any number of people repost and undo at once", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "cyd", "dan", "eve");
  const { postId } = await publish(app, people[0]!);
  await Promise.all(
    people.flatMap((person) =>
      ["POST", "DELETE", "POST", "POST", "DELETE", "POST"].map((method) =>
        person.send(method, `/posts/${postId}/repost`)
      )
    ),
  );
  const [row] = await app.ctx.sql<{ repostsCount: number; real: number }[]>`
    select reposts_count, (select count(*)::int from reposts where post_id = p.id) as real
    from posts p where id = ${postId}`;
  assertEquals(row!.repostsCount, row!.real);
  const [both] = await app.ctx.sql<{ count: number }[]>`
    select count(*)::int as count from reposts r join undone_reposts u using (user_id, post_id)`;
  assertEquals(both!.count, 0);
  await Promise.all(people.map((person) => person.post(`/posts/${postId}/repost`)));
  const { data } = ok(await people[1]!.get(`/posts/${postId}`), 200);
  assertEquals([data.repostsCount, data.isReposted], [5, true]);
  await app.settled();
  assertEquals((await inboxOf(people[0]!)).items, ["repost of 4"]);
});

Deno.test("only public posts are reposted: 403 if they are visible, 404 if not", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada);
  const closed = await publish(app, ada, { privacy: "followers" });
  const path = `/posts/${closed.postId}/repost`;
  for (const person of [ada, bob]) {
    assertEquals(errorCode(await person.post(path), 403), "forbidden");
  }
  await assertMissing(cyd, [closed.postId], (id) => [
    ["POST", `/posts/${id}/repost`],
    ["DELETE", `/posts/${id}/repost`],
    ["GET", `/posts/${id}/reposts`],
  ]);
  await assertNeedToken(app, [
    ["POST", `/posts/${postId}/repost`],
    ["DELETE", `/posts/${postId}/repost`],
  ]);
  ok(await bob.post(`/posts/${postId}/repost`), 200);
  ok(await cyd.post(`/posts/${postId}/repost`), 200);
  await setPrivate(app, ada);
  assertEquals(errorCode(await ada.post(`/posts/${postId}/repost`), 403), "forbidden");
  ok(await bob.post(`/posts/${postId}/repost`), 403);
  assertEquals(ok(await bob.delete(`/posts/${postId}/repost`), 200).data.repostsCount, 1);
  ok(await cyd.delete(`/posts/${postId}/repost`), 404);
});

Deno.test("the reposters of a post are those whom the viewer sees, private ones only for followers", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const { postId } = await publish(app, ada);
  await follow(app, dan, bob);
  await setPrivate(app, bob);
  for (const person of [bob, cyd]) await repost(app, person, postId);
  await block(app, cyd, ada);
  const path = `/posts/${postId}/reposts`;
  assertEquals(await namesIn(dan, path, "users"), ["cyd", "bob"]);
  assertEquals(await namesIn(bob, path, "users"), ["cyd", "bob"]);
  assertEquals(await namesIn(ada, path, "users"), []);
  const anyone = ok(await send(app.fetch, "GET", `/api/v1${path}`), 200).data.users;
  assertEquals(anyone.map((user: { username: string }) => user.username), ["cyd"]);
  const first = ok(await dan.get(`${path}?limit=1`), 200).data;
  assertEquals([first.users.length, first.pagination.hasMore], [1, true]);
  ok(await dan.get(`${path}?cursor=none`), 400);
});

Deno.test("an author gets no notification of reposts by muted or blocked people, or against their preferences", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const [one, two] = [await publish(app, ada), await publish(app, ada)];
  ok(await ada.post(`/users/${bob.id}/mute`), 200);
  for (const person of [bob, cyd]) await repost(app, person, one.postId);
  assertEquals((await inboxOf(ada)).items, ["repost of 1"]);
  await block(app, ada, cyd);
  assertEquals((await inboxOf(ada)).items, []);
  ok(await ada.put("/notifications/preferences", { types: { repost: { inApp: false } } }), 200);
  await repost(app, dan, two.postId);
  assertEquals((await inboxOf(ada)).items, []);
});

Deno.test("a repeated request with its key reposts once and has the same response", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  await follow(app, cyd, bob);
  const { postId } = await publish(app, ada, { caption: "one" });
  const headers = { "idempotency-key": crypto.randomUUID() };
  const path = `/posts/${postId}/repost`;
  const first = ok(await bob.send("POST", path, undefined, headers), 200);
  await undoRepost(app, bob, postId);
  assertEquals(ok(await bob.send("POST", path, undefined, headers), 200).data, first.data);
  assertEquals(await homeOf(cyd), []);
  const [drift] = await app.ctx.sql<{ repostsCount: number }[]>`
    select reposts_count from posts where id = ${postId}`;
  assertEquals(drift!.repostsCount, 0);
  assert((ok(await bob.get(`/posts/${postId}`), 200)).data.isReposted === false);
});
