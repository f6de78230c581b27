import { assert, assertEquals } from "@std/assert";
import type { Context } from "../../context/mod.ts";
import { openApp, startApp } from "../helpers/app/app.ts";
import { openKvServer } from "../helpers/kv/server.ts";
import { onceHealed, onceSettled } from "../helpers/healing.ts";
import { startOwnPostgres } from "../helpers/own_postgres.ts";
import { type Answer, send } from "../helpers/people/person.ts";
import { ok, publish } from "../helpers/people/steps.ts";

/** The discard port, where no server listens. */
const NOWHERE = "http://127.0.0.1:9";

Deno.test("while Postgres is down data routes answer 503, and everything recovers when it is back", async () => {
  await using postgres = await startOwnPostgres();
  await using app = await startApp({ database: postgres.database });
  const [ada, bob] = await app.people("ada", "bob");
  await using lock = await holdDeliveries(app.ctx);
  assertEquals((await ada.post(`/users/${bob.id}/follow`)).status, 200);

  await postgres.stop();
  await lock.gone;
  assertEquals((await app.fetch("/health")).status, 200);
  assertNotReady(await send(app.fetch, "GET", "/ready"), ["database"]);
  const missing = crypto.randomUUID();
  assertUnavailable(await ada.get(`/posts/${missing}`));
  assertUnavailable(await ada.get("/feed/public"));
  assertUnavailable(await ada.get(`/users/${bob.id}/followers`));
  assertUnavailable(await ada.post(`/posts/${missing}/like`));
  assertUnavailable(await ada.post("/posts", { caption: "Lake", mediaIds: [missing] }));
  assert((await (await app.fetch("/metrics")).text()).includes("tintype_http_requests_total"));

  await postgres.start();
  assertEquals((await onceHealed(() => ada.get(`/posts/${missing}`))).status, 404);
  assertEquals((await onceHealed(() => ada.get("/feed/public"))).status, 200);
  assertEquals((await onceHealed(() => send(app.fetch, "GET", "/ready"))).status, 200);
  await onceHealed(() => bob.get("/notifications"));
  await onceSettled(app);
  const { data } = await bob.get("/notifications");
  assertEquals(data.notifications.map(({ type }: { type: string }) => type), ["follow"]);
});

Deno.test("a program that starts before Postgres serves, reports it, and finishes its start later", async () => {
  await using postgres = await startOwnPostgres();
  await postgres.stop();
  await using app = await openApp({ database: postgres.database });
  assertEquals((await app.fetch("/health")).status, 200);
  assertNotReady(await send(app.fetch, "GET", "/ready"), ["program", "database"]);
  assertUnavailable(await send(app.fetch, "GET", "/api/v1/feed/public"));

  await postgres.start();
  await app.ctx.started;
  assertEquals((await app.fetch("/ready")).status, 200);
  assertEquals((await app.fetch("/api/v1/feed/public")).status, 200);
});

Deno.test("a program whose KV server is away serves and reports it", async () => {
  await using app = await openApp({ env: { KV_URL: NOWHERE } });
  assertEquals((await app.fetch("/health")).status, 200);
  assertNotReady(await send(app.fetch, "GET", "/ready"), ["program"]);
  assertUnavailable(await send(app.fetch, "GET", "/api/v1/feed/public"));
});

Deno.test("while KV stands still GET /ready says so, and reads from Postgres go on", async () => {
  await using kv = openKvServer();
  await using app = await startApp({ env: { KV_URL: kv.url } });
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  await app.settled();
  const resumes = Promise.withResolvers<void>();
  kv.faults = { beforeRead: () => resumes.promise, beforeWrite: () => resumes.promise };
  await ada.post(`/users/${bob.id}/follow`);
  await app.ctx.sql`update outbox set created_at = now() - interval '1 minute'`;
  const ready = () => send(app.fetch, "GET", "/ready");
  let degraded = await ready();
  while (degraded.data.checks.cluster.status === "pass") degraded = await ready();
  assertDegraded(degraded, ["kv", "delivery", "cluster"]);
  assertEquals(Math.round(degraded.data.checks.delivery.oldestSeconds / 60), 1);
  assertEquals((await bob.get(`/posts/${postId}`)).status, 200);

  resumes.resolve();
  await onceSettled(app);
  let healed = await ready();
  while (healed.data.status !== "pass") healed = ok(await ready(), 200);
});

Deno.test("requests that need the cache get 503 while it is away, and all others work", async () => {
  const env = { UPSTASH_REDIS_REST_URL: NOWHERE, UPSTASH_REDIS_REST_TOKEN: "token" };
  await using app = await startApp({ env });
  const [ada] = await app.people("ada");
  assertDegraded(await send(app.fetch, "GET", "/ready"), ["redis"]);
  assertUnavailable(await ada.post("/realtime/ticket"));
  assertEquals((await ada.get("/feed")).status, 200);
});

Deno.test("requests that need storage get 503 while it is away, and all others work", async () => {
  const env = { S3_ENDPOINT: NOWHERE, S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
  await using app = await startApp({ env });
  const [ada] = await app.people("ada");
  assertDegraded(await send(app.fetch, "GET", "/ready"), ["storage"]);
  const form = new FormData();
  const gif = Uint8Array.fromBase64("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkwBADs=");
  form.set("image", new File([gif], "dot.gif", { type: "image/gif" }));
  const headers = { authorization: `Bearer ${ada.accessToken}` };
  const answer = await app.fetch("/api/v1/images/upload", { method: "POST", headers, body: form });
  assertEquals(answer.status, 503, await answer.text());
  assertEquals((await ada.get("/feed")).status, 200);
});

Deno.test("a program that is about to end is not ready, and still answers", async () => {
  await using app = await startApp();
  app.ctx.stop();
  assertNotReady(await send(app.fetch, "GET", "/ready"), ["program"]);
  assertEquals((await app.fetch("/health")).status, 200);
  assertEquals((await app.fetch("/api/v1/feed/public")).status, 200);
});

function assertUnavailable(answer: Answer): void {
  assertEquals(answer.status, 503, JSON.stringify(answer.body));
  assertEquals(answer.body.error.code, "unavailable");
  assert(Number(answer.headers.get("retry-after")) > 0);
}

function assertNotReady(answer: Answer, failed: string[]): void {
  assertUnavailable(answer);
  assertEquals([answer.data.ready, answer.data.status], [false, "fail"]);
  assertEquals(withStatus(answer, "fail"), failed);
}

/** Asserts that requests are still routed to the program while it names what stands still. */
function assertDegraded(answer: Answer, warned: string[]): void {
  assertEquals([ok(answer, 200).data.ready, answer.data.status], [true, "warn"]);
  assertEquals(withStatus(answer, "warn"), warned);
}

function withStatus({ data }: Answer, status: "warn" | "fail"): string[] {
  const checks = Object.entries<{ status: string }>(data.checks);
  return checks.filter(([, check]) => check.status === status).map(([name]) => name);
}

/** Keeps batches from being prepared until disposed, or until the server has ended. */
async function holdDeliveries({ sql }: Context) {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const gone = sql.begin(async (tx) => {
    await tx`lock table prepared_batches in exclusive mode`;
    held.resolve();
    await release.promise;
  }).then(() => {}, () => {});
  await held.promise;
  return {
    /** Resolves when the lock is free: its server has ended, or it is released by this call. */
    get gone() {
      release.resolve();
      return gone;
    },
    [Symbol.asyncDispose]: () => (release.resolve(), gone),
  };
}
