import { assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";
import { assertPagedList } from "../../helpers/people/social.ts";

/** Returns a person's counts as stored, and as counted from the rows of follows. */
async function countsOf(app: TestApp, person: Person) {
  const [row] = await app.ctx.sql<{ kept: number[]; real: number[] }[]>`
    select array[followers_count, following_count] as kept, array[
      (select count(*)::int from follows where followee_id = u.id),
      (select count(*)::int from follows where follower_id = u.id)] as real
    from users u where id = ${person.id}`;
  return row!;
}

async function followsRevOf(app: TestApp, person: Person): Promise<number> {
  const [row] = await app.ctx.sql<{ followsRev: number }[]>`
    select follows_rev from users where id = ${person.id}`;
  return row!.followsRev;
}

const namesOf = (entries: { username: string }[]) => entries.map((entry) => entry.username);

Deno.test("following returns the new count, and repeating it changes nothing", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const state = (followersCount: number, isFollowing = true) => ({
    userId: bob.id,
    isFollowing,
    requested: false,
    followersCount,
  });
  assertEquals(ok(await ada.post("/users/@bob/follow"), 200).data, state(1));
  assertEquals(ok(await ada.post(`/users/${bob.id}/follow`), 200).data, state(1));
  assertEquals(ok(await cora.post("/users/@bob/follow"), 200).data, state(2));
  assertEquals(await followsRevOf(app, ada), 1);
  assertEquals(ok(await ada.delete("/users/@bob/follow"), 200).data, state(1, false));
  assertEquals(ok(await ada.post("/users/@bob/unfollow"), 200).data, state(1, false));
  assertEquals(ok(await cora.post("/users/@bob/unfollow"), 200).data, state(0, false));
  assertEquals(await followsRevOf(app, ada), 1);
  assertEquals((await countsOf(app, bob)).kept, [0, 0]);
});

Deno.test("fifty follows and unfollows at once keep every count exact", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "cora", "dan");
  const storm = Array.from({ length: 50 }, (_, n) => {
    const follower = people[n % 4]!;
    // Everybody follows and unfollows the next and the one after, so that pairs cross.
    const followee = people[(n % 4 + 1 + n % 2) % 4]!;
    const path = `/users/${followee.id}/follow`;
    return n % 3 === 0 ? follower.delete(path) : follower.post(path);
  });
  for (const answer of await Promise.all(storm)) ok(answer, 200);
  for (const person of people) {
    const { kept, real } = await countsOf(app, person);
    assertEquals(kept, real);
    const { data } = ok(await person.get("/users/me"), 200);
    assertEquals([data.followersCount, data.followingCount], real);
  }
});

Deno.test("two people who follow each other at once do not wait for each other", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all([
      ada.post("/users/@bob/follow"),
      bob.post("/users/@ada/follow"),
      ada.delete("/users/@bob/follow"),
      bob.delete("/users/@ada/follow"),
    ]);
    for (const answer of answers) ok(answer, 200);
  }
});

Deno.test("a follow has one event with the id of the follow, and so has its end", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await app.settled();
  ok(await ada.post("/users/@bob/follow"), 200);
  ok(await ada.post("/users/@bob/follow"), 200);
  await app.settled();
  const unread = async () => ok(await bob.get("/notifications/unread-count"), 200).data.unreadCount;
  assertEquals(await unread(), 1);
  ok(await ada.delete("/users/@bob/follow"), 200);
  await app.settled();
  assertEquals(await unread(), 0);
});

Deno.test("a follow under an Idempotency-Key has the same response as the first time", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada", "bob");
  const key = { "idempotency-key": crypto.randomUUID() };
  const first = ok(await ada.send("POST", "/users/@bob/follow", undefined, key), 200);
  ok(await ada.delete("/users/@bob/follow"), 200);
  const repeat = ok(await ada.send("POST", "/users/@bob/follow", undefined, key), 200);
  assertEquals(repeat.body, first.body);
  assertEquals(ok(await ada.get("/users/@bob/relationship"), 200).data.following, false);
});

Deno.test("nobody follows themselves or a missing person", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  assertEquals(errorCode(await ada.post("/users/me/follow"), 422), "unprocessable");
  assertEquals(errorCode(await ada.post(`/users/${ada.id}/follow`), 422), "unprocessable");
  assertEquals((await countsOf(app, ada)).kept, [0, 0]);
  const missing = await ada.post(`/users/${crypto.randomUUID()}/follow`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await ada.post("/users/@nobody/follow"), missing);
  assertSameAnswer(await ada.delete("/users/@nobody/follow"), missing);
  assertSameAnswer(await ada.post("/users/@nobody/unfollow"), missing);
  assertSameAnswer(await ada.get("/users/@nobody/followers"), missing);
  assertSameAnswer(await ada.get("/users/@nobody/following"), missing);
});

Deno.test("followers and followees are listed newest first, with the viewer's own follows", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  for (const person of [bob, cora, dan]) ok(await person.post("/users/@ada/follow"), 200);
  for (const name of ["@dan", "@bob"]) ok(await ada.post(`/users/${name}/follow`), 200);
  const names = ["dan", "cora", "bob"];
  const followers = await assertPagedList(ada, "/users/me/followers", "followers", names);
  assertEquals(followers.map((entry) => entry.isFollowing), [true, false, true]);
  assertEquals(Object.keys(followers[0]).sort(), [
    "avatar",
    "followedAt",
    "fullName",
    "isFollowing",
    "isVerified",
    "userId",
    "username",
  ]);
  const path = "/users/@ada/following";
  const following = await assertPagedList(bob, path, "following", ["bob", "dan"]);
  assertEquals(following.map((entry) => entry.isFollowing), [false, false]);
  const anyone = await send(app.fetch, "GET", `/api/v1/users/${ada.id}/followers?limit=1`);
  const { data } = ok(anyone, 200);
  assertEquals([data.followers[0].isFollowing, data.pagination.hasMore], [false, true]);
});

Deno.test("a list is walked without repeats while new followers arrive", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  for (const person of [bob, cora]) ok(await person.post("/users/@ada/follow"), 200);
  const { data: first } = ok(await ada.get("/users/me/followers?limit=1"), 200);
  ok(await dan.post("/users/@ada/follow"), 200);
  const { nextCursor } = first.pagination;
  const { data: second } = ok(await ada.get(`/users/me/followers?cursor=${nextCursor}`), 200);
  assertEquals(namesOf([...first.followers, ...second.followers]), ["cora", "bob"]);
  const elsewhere = await ada.get(`/users/me/following?cursor=${nextCursor}`);
  assertEquals(errorCode(elsewhere, 400), "invalid_cursor");
});

Deno.test("following needs a token", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const [method, path] of [["POST", "follow"], ["DELETE", "follow"], ["POST", "unfollow"]]) {
    const answer = await send(app.fetch, method!, `/api/v1/users/${ada.id}/${path}`);
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
});
