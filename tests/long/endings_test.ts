import { assertEquals } from "@std/assert";
import { setSuspended } from "../../db/moderation/suspension.ts";
import { transact } from "../../db/transact.ts";
import { assertSameAnswer, ok } from "../helpers/people/steps.ts";
import { startListening } from "../helpers/app/listening.ts";
import { canariesIn } from "../matrix/canaries.ts";
import { ENDINGS } from "../matrix/endings.ts";
import { type PersonKey, seesPost } from "../matrix/expectations.ts";
import { Listener, topicOf } from "../matrix/listener.ts";
import type { MatrixPost } from "../matrix/posts.ts";
import { buildWorld, type World } from "../matrix/world.ts";

Deno.test("a user who loses sight of a post gets no more of its events, and cannot come back", async () => {
  await using listening = await startListening();
  const world = await buildWorld(listening.app);
  await using closing = new AsyncDisposableStack();
  const listeners = new Map<PersonKey, Listener>();
  for (const listener of await Listener.openAll(world, listening)) {
    listeners.set(listener.onlooker, closing.use(listener));
    const seen = [...world.posts.values()]
      .filter(({ account, audience }) => seesPost(listener.onlooker, account, audience));
    await listener.live.subscribe("user", ...seen.map(topicOf));
  }
  const lost = new Set<string>();
  const cursors = new Map<string, ReadonlyMap<string, string>>();
  for (const key of listeners.keys()) cursors.set(key, await walkComments(world, key));
  for (const [index, ending] of ENDINGS.entries()) {
    const { name, does, loses, isSilent } = ending;
    await does(world);
    for (const [key, posts] of Object.entries(loses) as [PersonKey, string[]][]) {
      const listener = listeners.get(key)!;
      for (const postKey of posts) {
        const post = world.posts.get(postKey)!;
        if (!isSilent) await listener.loses(post);
        lost.add(`${key} ${postKey}`);
        await cannotComeBack(world, listener, post, cursors.get(key)!.get(postKey)!);
      }
    }
    const touched = new Set(Object.values(loses).flat());
    for (const postKey of touched) {
      await speakOf(world, listeners, lost, world.posts.get(postKey)!, "x".repeat(index + 1), name);
    }
  }
});

Deno.test("the socket of a suspended user ends, and their posts cause no more events", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const world = await buildWorld(app);
  const { canaries, people: { ada, fan, follower }, posts } = world;
  const [post, wall] = [posts.get("ada_followers")!, posts.get("fan_public")!];
  await using adas = await listening.open(ada);
  await using followers = new Listener("follower", await listening.open(follower));
  await followers.live.subscribe("user", topicOf(post), topicOf(wall));
  await followers.rest();
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, true));
  assertEquals((await adas.closed).code, 4403);
  const counters = { postId: post.postId, likes: 0, comments: 0, reposts: 0, rev: 9999 };
  const deleted = { commentId: post.commentIds.fan, userId: fan.id };
  const late = { type: "comment.deleted", ...deleted, counters } as const;
  await transact(app.ctx.db, (tx) => Promise.resolve(tx.record(late)));
  const content = canaries.add("meanwhile", () => true);
  ok(await fan.post(`/posts/${wall.postId}/comments`, { content }), 201);
  await followers.receives(["meanwhile"]);
  await followers.rest();
  assertEquals(followers.received.includes(late.commentId), false);
  await cannotComeBack(world, followers, post);
});

/** The author comments: everybody who still sees the post gets the event, and nobody else. */
async function speakOf(
  { app, canaries, people }: World,
  listeners: ReadonlyMap<PersonKey, Listener>,
  lost: ReadonlySet<string>,
  { key, account, audience, postId }: MatrixPost,
  time: string,
  name: string,
): Promise<void> {
  const said = `${key}_after_${time}`;
  const content = canaries.add(
    said,
    (onlooker) => seesPost(onlooker, account, audience) && !lost.has(`${onlooker} ${key}`),
  );
  ok(await people[account].post(`/posts/${postId}/comments`, { content }), 201);
  await app.ctx.relay.idle();
  for (const [onlooker, listener] of listeners) {
    const isReceived = seesPost(onlooker, account, audience) && !lost.has(`${onlooker} ${key}`);
    if (isReceived) await listener.receives([said]);
    else await listener.rest();
  }
  for (const [onlooker, listener] of listeners) {
    const leaks = canaries.leaksIn(listener.received, onlooker).filter((leak) => leak === said);
    assertEquals(leaks, [], `${name}: ${onlooker}`);
  }
}

/** Checks the socket, an old cursor and REST. */
async function cannotComeBack(
  { people }: World,
  { onlooker, live }: Listener,
  post: MatrixPost,
  oldCursor?: string,
): Promise<void> {
  const { key, account, postId } = post;
  const name = `${key} as ${onlooker}`;
  const topic = topicOf(post);
  const cursor = live.cursors[topic];
  for (const wanted of [{ topic }, { topic, ...(cursor ? { cursor } : {}) }]) {
    const reply = await live.ask({ op: "subscribe", topics: [wanted] });
    assertEquals(reply.error?.code, "not_found", name);
  }
  const person = people[onlooker];
  const missing = await person.get(`/posts/${crypto.randomUUID()}`);
  for (const path of ["", "/likes", "/comments", `/comments?cursor=${oldCursor ?? ""}`]) {
    if (path.endsWith("=")) continue;
    assertSameAnswer(await person.get(`/posts/${postId}${path}`), missing);
  }
  const author = people[account].id;
  for (const path of ["/feed", "/feed/public", "/notifications", `/users/${author}/posts`]) {
    const answer = await person.get(path);
    assertEquals(canariesIn(JSON.stringify(answer.body)).includes(`${key}_caption`), false, name);
  }
}

/** Records each viewer's cursor in a walk over the comments of all posts that they see. */
async function walkComments({ people, posts }: World, onlooker: PersonKey) {
  const cursors = new Map<string, string>();
  for (const { key, account, audience, postId } of posts.values()) {
    if (!seesPost(onlooker, account, audience)) continue;
    const { data } = ok(await people[onlooker].get(`/posts/${postId}/comments?limit=1`), 200);
    cursors.set(key, data.pagination.nextCursor);
  }
  return cursors;
}
