import { assert, assertEquals, assertRejects } from "@std/assert";
import { openTestDatabase } from "../helpers/app/database.ts";
import { openDatabaseLine } from "../helpers/cluster/database_line.ts";
import { startApp } from "../helpers/app/app.ts";
import { at } from "../helpers/cluster/instances.ts";
import { startListening } from "../helpers/app/listening.ts";
import { onceHealed } from "../helpers/healing.ts";
import { openKvServer } from "../helpers/kv/server.ts";
import { errorCode, ok, publish } from "../helpers/people/steps.ts";

/** The longest that an instance uses memory after its last read of the changes of others. */
const FRESH_MS = 150;
const AS_IN_PRODUCTION = { DATABASE_REQUEST_MS: "3000" };

/** Starts two instances. The line of the second one to Postgres can be cut. */
async function startWithLine() {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const kv = opening.use(openKvServer());
  const line = opening.use(openDatabaseLine(database.address));
  const here = opening.use(await startApp({ database, env: { KV_URL: kv.url } }));
  const there = opening.use(
    await startListening({
      database: { address: line.address, [Symbol.asyncDispose]: () => Promise.resolve() },
      env: { KV_URL: kv.url, ...AS_IN_PRODUCTION },
    }),
  );
  const [ada, bob, cora] = await here.people("ada", "bob", "cora");
  const { postId } = await publish(here, ada);
  await here.settled();
  const resources = opening.move();
  return {
    here,
    there,
    line,
    kv,
    ada,
    bob: at(there.app, bob),
    cora: at(there.app, cora),
    postId,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

Deno.test("an instance that is cut off from Postgres serves nothing from memory, and all after that", async () => {
  await using started = await startWithLine();
  const { line, ada, bob, postId } = started;
  const path = `/posts/${postId}`;
  ok(await bob.get(path), 200);
  line.cut();
  const cutAt = performance.now();
  ok(await ada.post(`/users/${bob.id}/block`), 200);
  for (let refused = 0; refused < 3;) {
    const isLate = performance.now() - cutAt > FRESH_MS;
    const answer = await bob.get(path);
    if (!isLate) continue;
    assertEquals(errorCode(answer, 503), "unavailable");
    assert(Number(answer.headers.get("retry-after")) > 0);
    refused++;
  }
  assertEquals((await bob.fetch("/health")).status, 200);
  line.mend();
  assertEquals(errorCode(await onceHealed(() => bob.get(path)), 404), "not_found");
});

Deno.test("an instance that is cut off from Postgres holds events of sockets until it knows their rights", async () => {
  await using started = await startWithLine();
  const { there, line, kv, ada, bob, cora, postId } = started;
  const { ctx } = there.app;
  const topic = `post:${postId}`;
  await using live = await there.open(bob);
  await using other = await there.open(cora);
  for (const one of [live, other]) {
    await one.subscribe(topic);
    await one.next("post.counters");
  }
  // No delivery tells of the block.
  using _ = kv.freeze("writes");
  line.cut();
  ok(await ada.post(`/users/${bob.id}/block`), 200);
  const isRefused = async () => {
    // The event loop turns, so that timers run.
    while (true) await (ctx.invalidations.current() ?? ctx.kv.get(["turn"]));
  };
  await assertRejects(isRefused);
  // A delivery of another part of the outbox may tell of counters meanwhile.
  const counters = (await ctx.cache.counters.get(postId))!;
  ctx.cache.applyCounters({ ...counters, likes: 7, rev: counters.rev + 1 });
  ctx.hub.signal(topic, "counters");
  await assertRejects(async () => await ctx.invalidations.current());
  assertEquals((await live.unread()).filter(({ op }) => op === "event"), []);
  line.mend();
  assertEquals((await other.next("post.counters")).event.data.likesCount, 7);
  const { error } = await live.frame((frame) => frame.op === "error");
  assertEquals([error.code, error.details], ["not_found", { topic }]);
  assertEquals((await live.unread()).filter(({ op }) => op === "event"), []);
});
