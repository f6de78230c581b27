import type { Redis } from "../../../lib/redis/redis.ts";
import { openMemoryRedis } from "../../../lib/redis/memory.ts";
import { openUpstashRedis } from "../../../lib/redis/upstash.ts";
import { AppError } from "../../../lib/errors.ts";
import type { RateLimitStore } from "../../../lib/rate_limits/windows.ts";
import { startApp, type TestApp, type TestAppOptions } from "./app.ts";
import { openTestDatabase } from "./database.ts";
import { type Answer, Person, send } from "../people/person.ts";
import { openUpstashBridge } from "./upstash_bridge.ts";

const REDIS_URL = Deno.env.get("TEST_REDIS_URL");

/** A cache that several instances share, and that can be away for rate limits. */
export interface SharedCache extends AsyncDisposable {
  cache: Redis;
  /** How many times rate limits have called it. */
  asked: number;
  isAway: boolean;
}

/** Opens an empty cache: a part of the real Redis if one is configured and `form` asks for it. */
export async function openSharedCache(form: "real" | "memory" = "real"): Promise<SharedCache> {
  await using opening = new AsyncDisposableStack();
  const bridge = REDIS_URL && form === "real"
    ? opening.use(await openUpstashBridge(REDIS_URL))
    : null;
  const prefix = `${crypto.randomUUID()}:`;
  const cache = opening.use(
    bridge ? openUpstashRedis({ ...bridge, prefix }) : openMemoryRedis(),
  );
  const resources = opening.move();
  const shared: SharedCache = {
    cache: { ...cache, rateLimits: troubled(cache.rateLimits) },
    asked: 0,
    isAway: false,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
  function troubled(uses: RateLimitStore): RateLimitStore {
    const pass = async <T>(ask: () => Promise<T>): Promise<T> => {
      shared.asked++;
      if (shared.isAway) throw new AppError("unavailable", "The cache is unavailable.");
      return await ask();
    };
    return {
      consume: (quotas, use) => pass(() => uses.consume(quotas, use)),
      refund: (keys, id) => pass(() => uses.refund(keys, id)),
      forget: (keys) => pass(() => uses.forget(keys)),
      add: (additions) => pass(() => uses.add(additions)),
    };
  }
  return shared;
}

/** An app with rate limits, a cache that can be away, and a clock that the test moves. */
export interface LimitedApp extends AsyncDisposable {
  app: TestApp;
  shared: SharedCache;
  /** Moves the clock of the rate limits forward. */
  pass(ms: number): void;
  /** Starts another instance on the same database and the same cache. */
  another(): Promise<TestApp>;
}

/** Starts an app with rate limits. */
export async function startLimited(
  options: TestAppOptions = {},
  form: "real" | "memory" = "real",
): Promise<LimitedApp> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const shared = opening.use(await openSharedCache(form));
  // The middle of a minute, so that no window ends unless a test says so.
  let now = Math.floor(Date.now() / 60_000) * 60_000 + 30_000;
  const start = () =>
    startApp({
      database,
      cache: shared.cache,
      now: () => now,
      ...options,
      env: { RATE_LIMITS: "on", ...options.env },
    });
  const app = opening.use(await start());
  const resources = opening.move();
  return {
    app,
    shared,
    pass: (ms) => void (now += ms),
    another: async () => resources.use(await start()),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Sends a request from an address, as the other end of its connection. */
export function sendFrom(
  { app }: Pick<TestApp, "app">,
  address: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send(fetchFrom(app, address), method, `/api/v1${path}`, body, headers);
}

/** Returns the same person at another address. */
export function from(app: Pick<TestApp, "app">, address: string, person: Person): Person {
  const { name, id, accessToken, refreshToken } = person;
  return new Person(fetchFrom(app.app, address), name, id, accessToken, refreshToken);
}

function fetchFrom(app: TestApp["app"], hostname: string) {
  const remoteAddr = { transport: "tcp", hostname, port: 4711 } as const;
  return async (path: string, init?: RequestInit) =>
    await app.fetch(new Request(new URL(path, "http://localhost:8000"), init), { remoteAddr });
}
