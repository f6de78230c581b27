import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Context } from "../../context/mod.ts";
import { openApp, startApp } from "../helpers/app/app.ts";
import { onceHealed, onceSettled } from "../helpers/healing.ts";
import { startOwnPostgres } from "../helpers/own_postgres.ts";
import { type Answer, send } from "../helpers/people/person.ts";

/**
 * The lock of deliveries of the main lane: while another holder has it, events stay in the outbox.
 */
const MAIN_LANE_LOCK = 7_184_220_010;
/** The discard port, where no server listens. */
const NOWHERE = "http://127.0.0.1:9";

Deno.test("while Postgres is down data routes answer 503, and everything recovers when it is back", async () => {
  await using postgres = await startOwnPostgres();
  await using app = await startApp({ database: postgres.database });
  const [ada, bob] = await app.people("ada", "bob");
  await using lock = await holdLock(app.ctx, MAIN_LANE_LOCK);
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
  assertNotReady(await send(app.fetch, "GET", "/ready"), ["program", "kv"]);
  assertUnavailable(await send(app.fetch, "GET", "/api/v1/feed/public"));
});

Deno.test("requests that need the cache get 503 while it is away, and all others work", async () => {
  const env = { UPSTASH_REDIS_REST_URL: NOWHERE, UPSTASH_REDIS_REST_TOKEN: "token" };
  await using app = await startApp({ env });
  const [ada] = await app.people("ada");
  assertNotReady(await send(app.fetch, "GET", "/ready"), ["cache"]);
  assertUnavailable(await ada.post("/realtime/ticket"));
  assertEquals((await ada.get("/feed")).status, 200);
});

Deno.test("requests that need storage get 503 while it is away, and all others work", async () => {
  const env = { S3_ENDPOINT: NOWHERE, S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
  await using app = await startApp({ env });
  const [ada] = await app.people("ada");
  assertNotReady(await send(app.fetch, "GET", "/ready"), ["storage"]);
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

function assertNotReady(answer: Answer, parts: string[]): void {
  assertUnavailable(answer);
  assertFalse(answer.data.ready);
  const down = Object.entries<{ ok: boolean }>(answer.data.parts).filter(([, { ok }]) => !ok);
  assertEquals(down.map(([name]) => name), parts);
}

/** Holds a lock until disposed, or until the server has ended. */
async function holdLock({ sql }: Context, lock: number) {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const gone = sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lock})`;
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
