import type { Hono } from "hono";
import { type Context, openContext } from "../../../context/mod.ts";
import { moveVideos, processMedia, sendMails } from "../../../jobs/mod.ts";
import type { Redis } from "../../../lib/redis/redis.ts";
import type { DatabaseAddress } from "../../../lib/config/database_address.ts";
import { readConfig } from "../../../lib/config/mod.ts";
import type { PasswordCost } from "../../../lib/security/passwords.ts";
import type { Storage } from "../../../lib/storage/storage.ts";
import { type Log, openLog } from "../../../lib/log/log.ts";
import type { Env } from "../../../routes/http/endpoint.ts";
import { createApp } from "../../../routes/app.ts";
import { openTestDatabase, type TestDatabase } from "./database.ts";
import { KvProcess } from "../kv/process.ts";
import { Person } from "../people/person.ts";
import { openUpstashBridge } from "./upstash_bridge.ts";

/** The whole program in this process, with its own database and KV store. */
export interface TestApp extends AsyncDisposable {
  ctx: Context;
  app: Hono<Env>;
  /** Calls the application as a client would. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Registers people by name. */
  people<const N extends string[]>(...names: N): Promise<{ [K in keyof N]: Person }>;
  /** Resolves when everything acknowledged so far is delivered and processed. */
  settled(): Promise<void>;
}

/** Options of {@link startApp}: environment variables, and resources that several apps share. */
export interface TestAppOptions {
  cache?: Redis;
  log?: Log;
  /** The clock of the rate limits. */
  now?: () => number;
  /** The cost of hashing a password; minimal by default. */
  passwordCost?: PasswordCost;
  env?: Record<string, string>;
  database?: TestDatabase;
  replicas?: readonly DatabaseAddress[];
}

/** The origin that test requests are sent to. */
export const ORIGIN = "http://localhost:8000";

const CHEAP: PasswordCost = { memory: 64, passes: 1, parallelism: 1 };

/** Starts the program for one test; `await using` ends it and cleans up. */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  await using opening = new AsyncDisposableStack();
  const app = opening.use(await openApp(options));
  await app.ctx.started;
  opening.move();
  return app;
}

/** Opens the program without waiting until it has started: a service may be away. */
export async function openApp(options: TestAppOptions = {}): Promise<TestApp> {
  await using opening = new AsyncDisposableStack();
  const database = options.database ?? opening.use(await openTestDatabase());
  const dataDir = await Deno.makeTempDir({ prefix: "tintype-test-" });
  opening.defer(() => Deno.remove(dataDir, { recursive: true }));
  const redisUrl = Deno.env.get("TEST_REDIS_URL");
  const redis = redisUrl ? opening.use(await openUpstashBridge(redisUrl)) : null;
  const config = readConfig({
    MODE: "development",
    DATA_DIR: dataDir,
    ...await openKvStores(opening, options),
    JWT_SECRET: "a secret for tests that is long enough",
    PUBLIC_URL: ORIGIN,
    DATABASE_POOL_SIZE: "4",
    // A machine that runs many tests at once is slow.
    DATABASE_REQUEST_MS: "30000",
    RATE_LIMITS: "off",
    // Tests are the same on machines that have it.
    FFMPEG_PATH: "none",
    ...(redis ? { UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: redis.token } : {}),
    ...realStorage(),
    ...options.env,
  });
  const { cache, now, replicas, passwordCost = CHEAP } = options;
  const ctx = opening.use(
    await openContext(config, {
      log: options.log ?? openLog("silent"),
      database: database.address,
      ...(replicas ? { replicas } : {}),
      passwordCost,
      ...(cache ? { redis: cache } : {}),
      ...(now ? { now } : {}),
    }),
  );
  const isShared = !ctx.services.embeddedS3 && options.env?.S3_ENDPOINT === undefined;
  if (isShared) await emptyStorage(ctx.storage);
  const app = createApp(ctx, { checkResponses: true });
  const resources = opening.move();
  const fetch = async (path: string, init?: RequestInit) =>
    await app.fetch(new Request(new URL(path, ORIGIN), init));
  return {
    ctx,
    app,
    fetch,
    people: (...names) =>
      Promise.all(names.map((name) => Person.register(fetch, name))) as Promise<never>,
    async settled() {
      const { signal } = new AbortController();
      await processMedia.run(ctx, signal);
      await moveVideos.run(ctx, signal);
      await sendMails.run(ctx, new AbortController().signal);
      await ctx.relay.idle();
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** The tests share a real bucket. They run one after another, and each starts with it empty. */
async function emptyStorage(storage: Storage): Promise<void> {
  const keys = await Array.fromAsync(storage.list(""), ({ key }) => key);
  if (keys.length > 0) await storage.delete(keys);
}

/**
 * Opens KV stores, one or as many as `TEST_KV_STORES` says, unless a test has its own. They are in
 * memory, or denokv servers if `TEST_DENOKV` names the program. Apps on one database share files.
 */
async function openKvStores(
  opening: AsyncDisposableStack,
  { env = {}, database }: TestAppOptions,
): Promise<Record<string, string>> {
  if (env.KV_URL !== undefined || env.KV_URLS !== undefined) return {};
  const open = async (store: number) => {
    if (database?.kvPath) return database.kvPath(store);
    return Deno.env.has("TEST_DENOKV") ? opening.use(await KvProcess.start()).url : ":memory:";
  };
  const count = Number(Deno.env.get("TEST_KV_STORES") ?? 1);
  return {
    KV_URLS: (await Promise.all(Array.from({ length: count }, (_, store) => open(store)))).join(),
  };
}

function realStorage(): Record<string, string> {
  const names = ["ENDPOINT", "REGION", "BUCKET", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"];
  const given = names.map((name) => [`S3_${name}`, Deno.env.get(`TEST_S3_${name}`)]);
  return given.every(([, value]) => value) ? Object.fromEntries(given) : {};
}
