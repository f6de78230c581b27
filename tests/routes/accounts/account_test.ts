import { assert, assertEquals } from "@std/assert";
import { processMedia } from "../../../jobs/mod.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { CANARY, liveALife } from "../../helpers/app/life.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { PASSWORD, Person, send } from "../../helpers/people/person.ts";
import { wrongCounters } from "../../helpers/app/scan.ts";
import { download } from "../../helpers/media/uploads.ts";

const LOGIN = "/api/v1/auth/login";
const REGISTER = "/api/v1/auth/register";
const account = (username: string) => ({ username, password: PASSWORD });

Deno.test("a deleted account is hidden at once on every surface, and signing in undoes all of it", async () => {
  await using app = await startApp();
  const { ada, bob, cyd, mediaId, postIds, bobsPostId } = await liveALife(app);
  ok(await bob.patch(`/posts/${bobsPostId}`, { caption: "With @canary_ada" }), 200);
  const [postId] = postIds;
  const paths = [
    `/users/${ada.id}`,
    "/users/@canary_ada",
    `/users/${ada.id}/followers`,
    `/users/${ada.id}/relationship`,
    `/posts/${postId}`,
    `/posts/${postId}/comments`,
    `/posts/${postId}/likes`,
    `/images/${postId}`,
    `/media/${mediaId}`,
  ];
  const lists = [
    "/feed",
    "/feed/public",
    "/notifications",
    `/users/${bob.id}/followers`,
    `/users/${bob.id}/following`,
    "/users/me/mutes",
    "/users/me/close-friends",
    `/posts/${bobsPostId}/likes`,
    `/posts/${bobsPostId}/comments`,
  ];
  const seen = async () => {
    await app.settled();
    const bodies = [];
    for (const person of [bob, cyd]) {
      for (const path of lists) bodies.push(ok(await person.get(path), 200).body);
    }
    return JSON.stringify(bodies);
  };
  assert((await seen()).includes(ada.id));
  const { data: shown } = ok(await bob.get(`/posts/${postId}`), 200);
  const { data: card } = ok(await bob.get("/users/@canary_ada"), 200);

  const { data } = ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
  assertEquals(Date.parse(data.erasedAfter) - Date.parse(data.deletedAt), 30 * 86_400_000);
  for (const person of [bob, cyd]) {
    for (const path of paths) assertEquals(errorCode(await person.get(path), 404), "not_found");
  }
  const missing = await bob.get(`/users/${crypto.randomUUID()}`);
  assertSameAnswer(await bob.get(`/users/${ada.id}`), missing);
  const hidden = await seen();
  assert(!hidden.includes(ada.id), hidden);
  assert(!hidden.replaceAll("@canary_ada", "").includes(CANARY), hidden);
  assertEquals(ok(await bob.get(`/posts/${bobsPostId}`), 200).data.mentions, []);
  await processMedia.run(app.ctx, new AbortController().signal);
  for (const address of [shown.imageUrl, card.avatar]) {
    assertEquals((await download(app, address)).status, 404);
  }
  const name = { username: "canary_ada", email: "new@example.com", password: PASSWORD };
  assertEquals(errorCode(await send(app.fetch, "POST", REGISTER, name), 409), "conflict");

  ok(await send(app.fetch, "POST", LOGIN, account("canary_ada")), 200);
  for (const path of paths) ok(await bob.get(path), 200);
  await app.settled();
  const { data: again } = ok(await bob.get(`/posts/${postId}`), 200);
  assertEquals([again.caption, again.likesCount], [shown.caption, shown.likesCount]);
  assertEquals((await download(app, again.imageUrl)).status, 200);
  assert((await seen()).includes(ada.id));
  assertEquals(ok(await bob.get(`/posts/${bobsPostId}`), 200).data.mentions.length, 1);
  assertEquals(await wrongCounters(app.ctx.sql), []);
});

Deno.test("a deletion ends every session: tokens, refresh tokens and sockets", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  const { data: other } = ok(await send(app.fetch, "POST", LOGIN, account("ada")), 200);
  await using live = await listening.open(ada);
  ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
  assertEquals((await live.closed).code, 4401);
  for (const token of [ada.accessToken, other.accessToken]) {
    const dead = new Person(app.fetch, "ada", ada.id, token, "");
    assertEquals(errorCode(await dead.get("/users/me"), 401), "unauthenticated");
  }
  for (const refreshToken of [ada.refreshToken, other.refreshToken]) {
    const refreshed = await send(app.fetch, "POST", "/api/v1/auth/refresh", { refreshToken });
    assertEquals(errorCode(refreshed, 401), "unauthenticated");
  }
  const { data } = ok(await send(app.fetch, "POST", LOGIN, account("ada")), 200);
  const back = new Person(app.fetch, "ada", ada.id, data.accessToken, data.refreshToken);
  ok(await back.get("/users/me"), 200);
  assertEquals(errorCode(await ada.get("/users/me"), 401), "unauthenticated");
});

Deno.test("the blocker of a deleted account finds it neither in the list nor by its id, until it is back", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
  assertEquals(ok(await bob.get("/users/me/blocks"), 200).data.users ?? [], []);
  assert(!JSON.stringify((await bob.get("/users/me/blocks")).body).includes(ada.id));
  assertEquals(errorCode(await bob.get(`/users/${ada.id}/relationship`), 404), "not_found");
  ok(await send(app.fetch, "POST", LOGIN, account("ada")), 200);
  assert(JSON.stringify((await bob.get("/users/me/blocks")).body).includes(ada.id));
});

Deno.test("an account is deleted only by its password", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const body of [{}, { password: 1 }, { password: PASSWORD, userId: ada.id }]) {
    assertEquals(errorCode(await ada.delete("/users/me", body), 400), "validation_failed");
  }
  assertEquals(errorCode(await ada.delete("/users/me", { password: "wrong" }), 403), "forbidden");
  const anybody = await send(app.fetch, "DELETE", "/api/v1/users/me", { password: PASSWORD });
  assertEquals(errorCode(anybody, 401), "unauthenticated");
  const wrong = { username: "ada", password: "wrong" };
  ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
  errorCode(await send(app.fetch, "POST", LOGIN, wrong), 401);
  const [row] = await app.ctx.sql<{ isBack: boolean }[]>`
    select deleted_at is null as is_back from users`;
  assertEquals(row!.isBack, false);
});

Deno.test("the last admin cannot leave, and of two who leave at once one stays", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await app.ctx.sql`update users set roles = '{user,admin}'`;
  const answers = await Promise.all(
    [ada, bob].map((one) => one.delete("/users/me", { password: PASSWORD })),
  );
  assertEquals(answers.map(({ status }) => status).sort(), [202, 409]);
});
