import { assertEquals } from "@std/assert";
import type { Redis } from "../../../lib/redis/redis.ts";
import { openMemoryRedis } from "../../../lib/redis/memory.ts";
import { AppError } from "../../../lib/errors.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, walkList } from "../../helpers/people/steps.ts";
import { refresh, say, WORDS } from "../../helpers/posts/discovery.ts";
import { suspend, withModerators } from "../../helpers/people/moderation.ts";
import type { Person } from "../../helpers/people/person.ts";
import {
  assertMissing,
  assertNeedToken,
  block,
  namesIn,
  setPrivate,
} from "../../helpers/people/social.ts";

const PATH = "/suggestions/users";
const suggested = (person: Person) => namesIn(person, PATH, "users");

Deno.test("suggestions are followed by the viewer's followees, who are the reason", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan, eve, fay] = await app.people("ada", "bob", "cyd", "dan", "eve", "fay");
  for (const friend of [bob, cyd, fay]) await follow(app, ada, friend);
  for (const friend of [bob, cyd]) await follow(app, friend, dan);
  for (const friend of [bob, fay, cyd]) await follow(app, friend, eve);
  await follow(app, bob, ada);
  await follow(app, bob, cyd);
  const { users } = ok(await ada.get(PATH), 200).data;
  const card = (person: Person) => ({
    userId: person.id,
    username: person.name,
    fullName: person.name,
    avatar: null,
    isVerified: false,
  });
  assertEquals(users, [
    {
      ...card(eve),
      reason: { type: "followed_by", users: [fay, cyd, bob].map(card), count: 3 },
    },
    { ...card(dan), reason: { type: "followed_by", users: [cyd, bob].map(card), count: 2 } },
  ]);
  // Muted people are no reason, and neither are deleted ones.
  ok(await ada.post(`/users/${fay.id}/mute`), 200);
  const { mona } = await withModerators(app);
  await suspend(mona, cyd);
  const [first] = ok(await ada.get(PATH), 200).data.users;
  assertEquals([first.reason.users, first.reason.count], [[card(bob)], 1]);
});

Deno.test("suggestions leave out people who are followed, asked, hidden, muted or dismissed", async () => {
  await using app = await startApp();
  const [ada, bob, ...others] = await app.people(
    "ada",
    "bob",
    "followed",
    "asked",
    "blocked",
    "blocker",
    "muted",
    "halted",
    "dismissed",
    "closed",
  );
  const [followed, asked, blocked, blocker, muted, halted, dismissed, closed] = others;
  await follow(app, ada, bob);
  for (const person of others) await follow(app, bob, person);
  assertEquals((await suggested(ada)).length, 8);
  await follow(app, ada, followed);
  await setPrivate(app, asked);
  ok(await ada.post(`/users/${asked.id}/follow`), 200);
  await block(app, ada, blocked);
  await block(app, blocker, ada);
  ok(await ada.post(`/users/${muted.id}/mute`), 200);
  await suspend((await withModerators(app)).mona, halted);
  await setPrivate(app, closed);
  for (let time = 0; time < 2; time++) ok(await ada.delete(`${PATH}/@dismissed`), 204);
  // A private account may be suggested; its hidden content is not revealed.
  assertEquals(await suggested(ada), ["closed"]);
  ok(await ada.get(`/users/${dismissed.id}`), 200);
  await assertMissing(ada, [blocked.id, blocker.id], (id) => [["DELETE", `${PATH}/${id}`]]);
  await assertNeedToken(app, [["GET", PATH], ["DELETE", `${PATH}/${ada.id}`]]);
  // A private account's follows are no reason for people who do not follow it.
  await setPrivate(app, bob);
  ok(await bob.delete(`/users/me/followers/${ada.id}`), 204);
  await app.settled();
  ok(await ada.post(`/users/${bob.id}/follow`), 200);
  assertEquals(await suggested(ada), []);
});

Deno.test("a user who follows nobody gets suggestions of people with popular posts", async () => {
  await using app = await startApp({ env: WORDS });
  const [ada, bob, cyd, dan, eve] = await app.people("ada", "bob", "cyd", "dan", "eve");
  const postId = await say(bob, "fine");
  await say(cyd, "new");
  await say(dan, "for followers", { privacy: "followers" });
  ok(await eve.post(`/posts/${postId}/like`), 200);
  await say(ada, "own");
  await refresh(app);
  const { users } = ok(await ada.get(PATH), 200).data;
  assertEquals(users.map((user: { username: string }) => user.username), ["cyd", "bob"]);
  assertEquals(users[0].reason, { type: "popular" });
  await follow(app, ada, eve);
  await follow(app, eve, bob);
  assertEquals(await suggested(ada), ["bob", "cyd"]);
});

const WALKS: [string, () => Redis][] = [["", openMemoryRedis], [
  ", also without a cache",
  openNoCache,
]];
for (const [without, openCache] of WALKS) {
  Deno.test(`a walk over suggestions names nobody twice, in spite of new follows${without}`, async () => {
    await using app = await startApp({ cache: openCache() });
    const names = ["one", "two", "three", "four", "five"] as const;
    const [ada, bob, cyd, ...others] = await app.people("ada", "bob", "cyd", ...names);
    await follow(app, ada, bob);
    await follow(app, ada, cyd);
    for (const person of others) await follow(app, bob, person);
    const first = ok(await ada.get(`${PATH}?limit=2`), 200).data;
    const shown = first.users.map((user: { username: string }) => user.username);
    const [last] = others.filter(({ name }) => !shown.includes(name));
    if (without === "") {
      await follow(app, cyd, last!);
      await follow(app, cyd, (await app.people("late"))[0]);
    }
    const { nextCursor } = first.pagination;
    const rest = ok(await ada.get(`${PATH}?limit=50&cursor=${nextCursor}`), 200).data;
    const all = [...shown, ...rest.users.map((user: { username: string }) => user.username)];
    assertEquals(all.toSorted(), [...names].sort());
    assertEquals(errorCode(await bob.get(`${PATH}?cursor=${nextCursor}`), 400), "invalid_cursor");
  });
}

Deno.test("suggestions cost the same for a user who follows thousands", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { sql } = app.ctx;
  await sql`
    insert into users (id, username, email, password_hash)
    select ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'user_' || n,
      n || '@example.com', 'none' from generate_series(1, 1500) as n`;
  await sql`
    insert into follows (id, follower_id, followee_id)
    select gen_random_uuid(), ${ada.id}, id from users where username ~ '^user_[0-9]{1,3}$'`;
  await sql`
    insert into follows (id, follower_id, followee_id)
    select gen_random_uuid(), f.id, e.id from users f, users e
    where f.username ~ '^user_[0-9]{1,3}$' and e.username ~ '^user_1[0-9]{3}$'
      and e.username > 'user_1480'`;
  const all = await walkList(ada, PATH, "users", 50);
  assertEquals(all.length, 20);
  assertEquals([all[0].reason.count, all[0].reason.users.length], [200, 3]);
});

/** Returns a cache that is away. */
function openNoCache(): Redis {
  const away = () => Promise.reject(new AppError("unavailable", "The cache is unavailable."));
  return { ...openMemoryRedis(), get: away, set: away };
}
