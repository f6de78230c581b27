import { assert, assertEquals } from "@std/assert";
import {
  CONNECTIONS_PER_USER_MAX,
  FRAME_BYTES_MAX,
  LIVE_TOPICS_A_MINUTE_MAX,
  TOPICS_PER_SOCKET_MAX,
} from "../../../domain/limits.ts";
import { openSilent } from "../../helpers/silent_client.ts";
import { ok, publish } from "../../helpers/people/steps.ts";
import { EventReader } from "../../helpers/realtime/event_reader.ts";
import type { Live } from "../../helpers/realtime/live.ts";
import { startListening } from "../../helpers/app/listening.ts";

const LIMITED = { env: { RATE_LIMITS: "on" } };
/** Concurrent frames of one socket. */
const FRAMES = 8;

const missingTopics = (length: number) =>
  Array.from({ length }, () => ({ topic: `post:${crypto.randomUUID()}` }));

Deno.test("a frame of 200 unknown topics is one query, and sockets delay nobody's request", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await publish(app, bob);
  ok(await bob.get("/feed"), 200);
  await using stack = new AsyncDisposableStack();
  const sockets: Live[] = [];
  for (let n = 0; n < 5; n++) sockets.push(stack.use(await listening.open(ada)));
  await app.settled();
  let queries = 0;
  app.ctx.sql.options.debug = (_, query) => queries += query.includes("posts") ? 1 : 0;
  const refused = Promise.all(sockets.flatMap((live) =>
    Array.from({ length: FRAMES }, () => {
      const topics = missingTopics(TOPICS_PER_SOCKET_MAX);
      return live.ask({ op: "subscribe", topics });
    })
  ));
  const askedAt = performance.now();
  ok(await bob.get("/feed"), 200);
  const waitedMs = performance.now() - askedAt;
  for (const reply of await refused) assertEquals(reply.error.code, "not_found");
  assert(queries <= sockets.length * FRAMES + 1, `${queries} queries`);
  assert(waitedMs < 500, `${waitedMs} ms`);
});

Deno.test("subscribing to many posts takes a few queries, and so does checking their permissions", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const topics: string[] = [];
  for (let n = 0; n < 40; n++) topics.push(`post:${(await publish(app, bob)).postId}`);
  await using live = await listening.open(ada);
  await app.settled();
  app.ctx.cache.clear();
  let queries = 0;
  app.ctx.sql.options.debug = () => void queries++;
  await live.subscribe("user", ...topics);
  for (const topic of topics) await live.next("post.counters", (frame) => frame.topic === topic);
  assert(queries < 10, `${queries} queries to follow`);
  queries = 0;
  app.ctx.cache.clear();
  app.ctx.hub.signalAll("permissions");
  await live.unread();
  assert(queries < 10, `${queries} queries to check rights`);
});

Deno.test("the sockets and streams of a user share one budget of topics, with refused ones", async () => {
  await using listening = await startListening({ ...LIMITED, now: () => 30_000 });
  const { app, server } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await using first = await listening.open(ada);
  await using second = await listening.open(ada);
  for (let asked = 0; asked < LIVE_TOPICS_A_MINUTE_MAX; asked += TOPICS_PER_SOCKET_MAX) {
    const topics = missingTopics(TOPICS_PER_SOCKET_MAX);
    const { error } = await (asked % 400 === 0 ? first : second).ask({ op: "subscribe", topics });
    assertEquals(error.code, "not_found");
  }
  const { error } = await second.ask({ op: "subscribe", topics: [{ topic: "user" }] });
  assertEquals(error.code, "rate_limited");
  assert(error.details.retryAfterSeconds > 0);
  const headers = { authorization: `Bearer ${ada.accessToken}` };
  const stream = await fetch(`${server.url}/api/v1/events`, { headers });
  assertEquals([stream.status, stream.headers.has("retry-after")], [429, true]);
  await stream.body?.cancel();
  assertEquals((await first.ask({ op: "ping" })).op, "pong");
  await using other = await listening.open(bob);
  await other.subscribe("user");
});

Deno.test("large frames use up a budget that all sockets of a user share", async () => {
  await using listening = await startListening({ ...LIMITED, now: () => 30_000 });
  const [ada] = await listening.app.people("ada");
  await using stack = new AsyncDisposableStack();
  const sockets: Live[] = [];
  for (let n = 0; n < 5; n++) sockets.push(stack.use(await listening.open(ada)));
  const large = JSON.stringify({ op: "ping" }).padEnd(FRAME_BYTES_MAX);
  // Each of them stays below the limit of one socket.
  const flood = async (live: Live) => {
    for (let n = 0; n < 40; n++) {
      live.send(large);
      await live.frame(({ op }) => op === "pong");
    }
  };
  const closed = Promise.race(sockets.map((live) => live.closed));
  for (const live of sockets) await flood(live).catch(() => {});
  const { code, reason } = await closed;
  assertEquals([code, reason], [4429, "You can send at most 3000 frames a minute."]);
});

Deno.test("the oldest of a user's sockets and streams makes room for the newest, and gets the reason", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await using other = await listening.open(bob);
  await using stack = new AsyncDisposableStack();
  const oldest = stack.use(await listening.open(ada));
  const stream = stack.use(
    await EventReader.open(server, { token: ada.accessToken, topics: "user" }),
  );
  const newest: Live[] = [];
  for (let n = 0; n < CONNECTIONS_PER_USER_MAX; n++) {
    newest.push(stack.use(await listening.open(ada)));
  }
  const { error } = await oldest.frame((frame) => frame.op === "error");
  assertEquals(error.code, "rate_limited");
  assertEquals(await oldest.closed, { code: 4429, reason: error.message });
  const last = (await stream.rest()).at(-1)!;
  assertEquals([last.type, last.data.error.code], ["unsubscribed", "rate_limited"]);
  assertEquals(app.ctx.sockets.size, CONNECTIONS_PER_USER_MAX + 1);
  for (const live of [other, ...newest]) assertEquals((await live.ask({ op: "ping" })).op, "pong");
});

Deno.test("clients that ignore the close frame do not add up, and open no more sockets", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada] = await app.people("ada");
  using stack = new DisposableStack();
  const statuses: number[] = [];
  for (let n = 0; n < 2 * CONNECTIONS_PER_USER_MAX + 3; n++) {
    statuses.push(stack.use(await openSilent(server.port, ada.accessToken)).status);
  }
  const opened = Array(2 * CONNECTIONS_PER_USER_MAX).fill(101);
  assertEquals(statuses, [...opened, 429, 429, 429]);
  assertEquals(app.ctx.sockets.size, CONNECTIONS_PER_USER_MAX);
  const headers = { authorization: `Bearer ${ada.accessToken}` };
  const stream = await fetch(`${server.url}/api/v1/events`, { headers });
  assertEquals(stream.status, 429);
  await stream.body?.cancel();
});
