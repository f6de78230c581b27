import { assert, assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { ok } from "../helpers/people/steps.ts";
import type { Answer, Person } from "../helpers/people/person.ts";
import { relationOf, STRANGERS } from "../helpers/people/social.ts";
import { inboxOf } from "../helpers/app/traces.ts";
import { atOnce, jitter, listBroken, listMiscounted, raceInRounds } from "./racing.ts";

const RACES = 500;
const PAIRS = 10;

/** Fails if a response is an internal error; returns the statuses. */
function statusesOf(answers: readonly Answer[]): number[] {
  for (const { status, body } of answers) assert(status < 500, JSON.stringify(body));
  return answers.map(({ status }) => status);
}

async function assertWhole(app: TestApp): Promise<void> {
  assertEquals([await listBroken(app), await listMiscounted(app)], [[], []]);
}

Deno.test("500 races of blocks and follows leave no follow and no request across a block", async () => {
  await using app = await startApp();
  await raceInRounds(app, { races: RACES, pairs: PAIRS }, async ({ one, other, round }) => {
    if (round % 10 === 0) {
      ok(await other.patch("/users/me", { isPrivate: round % 20 === 0 }), 200);
    }
    const isMutual = round % 5 === 0;
    const answers = await atOnce(app, [
      () => other.post(`/users/${one.id}/block`),
      () => one.post(`/users/${other.id}/follow`),
      ...(round % 3 === 0 ? [() => other.post(`/users/${one.id}/follow`)] : []),
      ...(round % 4 === 0 ? [() => other.post(`/follows/requests/${one.id}/accept`)] : []),
      ...(isMutual ? [() => one.post(`/users/${other.id}/block`)] : []),
    ]);
    const [blocked, ...more] = statusesOf(answers);
    assert(more.every((status) => [200, 404].includes(status)));
    // If both block, only one succeeds: the other no longer finds the person.
    if (isMutual) assertEquals([blocked, more.at(-1)].sort(), [200, 404]);
    else assertEquals(blocked, 200);
    const [blocker, hidden] = blocked === 200 ? [other, one] : [one, other];
    assertEquals(await relationOf(blocker, hidden), { ...STRANGERS, blocking: true });
    assertEquals(await listBroken(app), []);
    assertEquals(ok(await blocker.post(`/users/${hidden.id}/unblock`), 200).data, STRANGERS);
  });
  await assertWhole(app);
  await app.ctx.relay.idle();
  assertEquals((await app.ctx.sql`select from follows`).count, 0);
});

Deno.test("500 races of accepting and cancelling end in a follow or in nothing", async () => {
  await using app = await startApp();
  await raceInRounds(app, { races: RACES, pairs: PAIRS }, async ({ one, other, round }) => {
    if (round === 0) ok(await other.patch("/users/me", { isPrivate: true }), 200);
    assertEquals(ok(await one.post(`/users/${other.id}/follow`), 200).data.requested, true);
    const cancel = () => one.delete(`/follows/requests/${other.id}`);
    const goPublic = () => other.patch("/users/me", { isPrivate: false });
    const opens = round % 5 === 4;
    const [accepted, cancelled, rejected] = statusesOf(
      await atOnce(app, [
        opens ? goPublic : () => other.post(`/follows/requests/${one.id}/accept`),
        cancel,
        ...(round % 4 === 3 ? [() => other.post(`/follows/requests/${one.id}/reject`)] : []),
      ]),
    );
    assertEquals(cancelled, 200);
    const { following, ...rest } = await relationOf(one, other);
    assertEquals({ following: false, ...rest }, STRANGERS);
    assertEquals(await relationOf(other, one), { ...STRANGERS, followedBy: following });
    if (opens) assertEquals(accepted, 200);
    else assertEquals(accepted, following ? 200 : 404);
    if (rejected === 200) assertEquals(following, false);
    const { followersCount } = ok(await other.get("/users/me"), 200).data;
    assertEquals(followersCount, following ? 1 : 0);
    if (round % 10 === 0) {
      await app.ctx.relay.idle();
      assertEquals((await inboxOf(one)).items, following ? ["follow_accepted of 1"] : []);
      assertEquals((await inboxOf(other)).items, []);
    }
    ok(await one.delete(`/users/${other.id}/follow`), 200);
    if (opens) ok(await other.patch("/users/me", { isPrivate: true }), 200);
  });
  await assertWhole(app);
});

/** A way to take posts from a reader, and the way back. */
interface Flip {
  take(author: Person, reader: Person, postId: string): Promise<Answer>;
  giveBack(author: Person, reader: Person, postId: string): Promise<Answer>;
}

const FLIPS: Flip[] = [
  {
    take: (author, _, postId) => author.patch(`/posts/${postId}`, { privacy: "private" }),
    giveBack: (author, _, postId) => author.patch(`/posts/${postId}`, { privacy: "followers" }),
  },
  {
    take: (author, reader) => author.delete(`/users/me/followers/${reader.id}`),
    giveBack: (author, reader) => reader.post(`/users/${author.id}/follow`),
  },
  {
    take: (author, reader) => reader.delete(`/users/${author.id}/follow`),
    giveBack: (author, reader) => reader.post(`/users/${author.id}/follow`),
  },
  {
    take: (author, reader) => author.post(`/users/${reader.id}/block`),
    async giveBack(author, reader) {
      ok(await author.delete(`/users/${reader.id}/block`), 200);
      return await reader.post(`/users/${author.id}/follow`);
    },
  },
  {
    take: (author, reader) => reader.post(`/users/${author.id}/block`),
    async giveBack(author, reader) {
      ok(await reader.delete(`/users/${author.id}/block`), 200);
      return await reader.post(`/users/${author.id}/follow`);
    },
  },
  {
    async take(author, reader, postId) {
      ok(await author.patch(`/posts/${postId}`, { privacy: "public" }), 200);
      ok(await reader.delete(`/users/${author.id}/follow`), 200);
      return await author.patch("/users/me", { isPrivate: true });
    },
    async giveBack(author, reader, postId) {
      ok(await author.patch("/users/me", { isPrivate: false }), 200);
      ok(await author.patch(`/posts/${postId}`, { privacy: "followers" }), 200);
      return await reader.post(`/users/${author.id}/follow`);
    },
  },
];

Deno.test("in 500 races of privacy and readers, no read that begins after the acknowledgement shows anything", async () => {
  await using app = await startApp({ env: { PHOTO_ONLY: "false" } });
  const posts = new Map<Person, string>();
  await raceInRounds(app, { races: RACES, pairs: PAIRS }, async ({ one, other, round }) => {
    const canary = `canary of ${one.name}`;
    if (round === 0) {
      const post = { mediaIds: [], caption: canary, privacy: "followers" };
      posts.set(one, ok(await one.post("/posts", post), 201).data.postId);
      ok(await other.post(`/users/${one.id}/follow`), 200);
    }
    const postId = posts.get(one)!;
    const paths = [`/posts/${postId}`, "/feed", `/users/${one.id}/posts`, "/feed/public"];
    const shows = async (path: string) => {
      const answer = await other.get(path);
      assert(answer.status < 500, JSON.stringify(answer.body));
      return JSON.stringify(answer.body).includes(canary);
    };
    for (const path of paths.slice(0, 2)) assert(await shows(path), path);
    const { take, giveBack } = FLIPS[round % FLIPS.length]!;
    let isTaken = false;
    const late: string[] = [];
    const reads = Array.from({ length: 6 }, async (_, n) => {
      await jitter(app);
      const isAfter = isTaken;
      if (await shows(paths[n % 4]!) && isAfter) late.push(paths[n % 4]!);
    });
    await jitter(app);
    const { status } = await take(one, other, postId);
    isTaken = true;
    assert([200, 204].includes(status), `${status}`);
    for (const path of paths) if (await shows(path)) late.push(path);
    await Promise.all(reads);
    // Nor has an overtaken read left anything in a cache.
    for (const path of paths.slice(0, 2)) if (await shows(path)) late.push(path);
    assertEquals(late, [], `round ${round}`);
    ok(await giveBack(one, other, postId), 200);
  });
  await assertWhole(app);
});
