import { assert, assertEquals, assertRejects } from "@std/assert";
import { newId } from "../../domain/ids.ts";
import { ok } from "../helpers/people/steps.ts";
import { EventReader } from "../helpers/realtime/event_reader.ts";
import { type ListeningApp, startListening } from "../helpers/app/listening.ts";
import { Live } from "../helpers/realtime/live.ts";
import { canariesIn } from "../matrix/canaries.ts";
import {
  isKept,
  type Onlooker,
  type PersonKey,
  roleFollows,
  roleOf,
  seesPerson,
  seesPost,
} from "../matrix/expectations.ts";
import { Listener, topicOf } from "../matrix/listener.ts";
import { makePost, type MatrixPost } from "../matrix/posts.ts";
import { buildWorld, postOf, type World } from "../matrix/world.ts";

const CELLS_MIN = 500;
const SPEAKERS: readonly PersonKey[] = ["ada", "pia", "blocked", "blocker", "stranger", "fan"];

Deno.test("sockets and streams send everything that their user may see, and nothing else", async () => {
  await using listening = await startListening();
  const world = await buildWorld(listening.app);
  await refuseOthers(world, listening);
  await using closing = new AsyncDisposableStack();
  const listeners = await Listener.openAll(world, listening);
  for (const listener of listeners) closing.use(listener);
  let cells = await followAll(world, listeners);
  const readers = await openStreams(world, listening, closing);
  const spoken = await speak(world);
  for (const listener of listeners) {
    const expected = spoken.filter(({ mayHear }) => mayHear(listener.onlooker));
    await listener.receives(expected.map(({ key }) => key));
    await listener.rest();
    assertEquals(
      world.canaries.leaksIn(listener.received, listener.onlooker),
      [],
      listener.onlooker,
    );
    cells += spoken.length;
  }
  for (const [onlooker, reader] of readers) {
    const expected = new Set(
      spoken.filter(({ mayHear }) => mayHear(onlooker)).map(({ key }) => key),
    );
    while (expected.size > 0) {
      const text = JSON.stringify(await reader.any());
      assertEquals(world.canaries.leaksIn(text, onlooker), [], onlooker);
      for (const key of canariesIn(text)) expected.delete(key);
    }
    cells += spoken.length;
  }
  listening.app.ctx.sockets.closeAll();
  for (const [onlooker, reader] of readers) {
    const text = JSON.stringify(await reader.rest());
    assertEquals(world.canaries.leaksIn(text, onlooker), [], onlooker);
  }
  assert(cells >= CELLS_MIN, `${cells} cells`);
});

/** Checks that sockets are refused without a token, or with a bad one. */
async function refuseOthers({ people }: World, { server }: ListeningApp): Promise<void> {
  await assertRejects(() => Live.connect(server, {}));
  for (const { accessToken: token } of [people.sue, people.suspended]) {
    await assertRejects(() => Live.connect(server, { token }));
    await assertRejects(() => EventReader.open(server, { token, topics: "user" }));
  }
}

/** Subscribes everybody to every post, one by one; returns the number of tries. */
async function followAll(world: World, listeners: readonly Listener[]): Promise<number> {
  let tries = 0;
  for (const listener of listeners) {
    const subscribe = async (topic: string) => {
      const reply = await listener.ask({ op: "subscribe", topics: [{ topic }] });
      const { requestId: _, ...error } = reply.error ?? {};
      return { op: reply.op, error: JSON.stringify(error).replaceAll(topic, "topic") };
    };
    assertEquals((await subscribe("user")).op, "ack");
    const missing = await subscribe(topicOf({ postId: newId() }));
    assertEquals(missing.op, "error");
    for (const post of world.posts.values()) {
      const answer = await subscribe(topicOf(post));
      const name = `${post.key} as ${listener.onlooker}`;
      if (seesPost(listener.onlooker, post.account, post.audience)) {
        assertEquals(answer.op, "ack", name);
      } else assertEquals(answer, missing, name);
      tries++;
    }
  }
  return tries;
}

/** Opens a stream for each person, with all posts that they see. */
async function openStreams(
  world: World,
  { server }: ListeningApp,
  closing: AsyncDisposableStack,
): Promise<[PersonKey, EventReader][]> {
  const opened: [PersonKey, EventReader][] = [];
  for (const key of Object.keys(world.people) as PersonKey[]) {
    if (key === "sue" || key === "suspended") continue;
    const seen = [...world.posts.values()]
      .filter(({ account, audience }) => seesPost(key, account, audience));
    const topics = ["user", ...seen.map(topicOf)].join();
    const token = world.people[key].accessToken;
    opened.push([key, closing.use(await EventReader.open(server, { token, topics }))]);
  }
  return opened;
}

interface Spoken {
  key: string;
  mayHear(onlooker: Onlooker): boolean;
}

/**
 * Authors comment, edit and post; others comment. Returns the expected events and their receivers.
 */
async function speak(world: World): Promise<Spoken[]> {
  const { app: { ctx }, canaries, people } = world;
  const spoken: Spoken[] = [];
  const say = (key: string, mayHear: Spoken["mayHear"]) => {
    spoken.push({ key, mayHear });
    return canaries.add(key, mayHear);
  };
  const before = [...world.posts.values()];
  for (const { account, audience } of before) {
    if (account === "sue" || account === "fan" || audience === "deleted") continue;
    if (isKept(audience)) continue;
    const made = { ...world, posts: new Map<string, MatrixPost>() };
    await makePost(made, account, audience, `${account}_new_${audience}`);
    // Followers of the author get the event.
    spoken.push({
      key: `${account}_new_${audience}_caption`,
      mayHear: (onlooker) =>
        roleFollows(roleOf(onlooker, account), account) && seesPost(onlooker, account, audience),
    });
  }
  for (const { key, account, audience, postId } of before) {
    if (account === "sue" || audience === "deleted") continue;
    const mayHear = (onlooker: Onlooker) => seesPost(onlooker, account, audience);
    const author = people[account];
    const content = say(`${key}_live`, mayHear);
    const { data } = ok(await author.post(`/posts/${postId}/comments`, { content }), 201);
    ok(await author.patch(`/posts/${postId}`, { header: say(`${key}_edited`, mayHear) }), 200);
    ok(await author.post(`/posts/${postId}/like`), 200);
    ok(await author.post(`/posts/${postId}/comments`, { content }), 201);
    await ctx.relay.idle();
    ok(await author.delete(`/posts/${postId}/comments/${data.commentId}`), 204);
  }
  const { postId } = postOf(world, "fan", "public");
  for (const speaker of SPEAKERS) {
    const content = say(`wall_${speaker}`, (onlooker) => seesPerson(onlooker, speaker));
    ok(await people[speaker].post(`/posts/${postId}/comments`, { content }), 201);
  }
  await ctx.relay.idle();
  return spoken;
}
