import {
  atomicWriteOutput,
  readAtomicWrite,
  readRanges,
  readWatchedKeys,
  snapshotReadOutput,
  watchOutput,
} from "./messages.ts";
import { KvStore } from "./store.ts";

/** The token of all KV servers of tests. denokv wants 12 characters or more. */
export const KV_TOKEN = "token-of-the-tests";
const TOKEN_HOURS = 24;

/** Sees each write before and after it is applied, and can delay, refuse or lose it. */
export interface KvFaults {
  /** Awaited before a write is applied. If it returns a response, the write is not applied. */
  beforeWrite?(bytes: Uint8Array): Promise<Response | void> | Response | void;
  /** Awaited after a write is applied. If it returns a response, that one is sent. */
  afterWrite?(bytes: Uint8Array): Promise<Response | void> | Response | void;
  /** Awaited before a read. */
  beforeRead?(): Promise<Response | void> | Response | void;
}

/** An open KV server. */
export interface KvServer extends AsyncDisposable {
  /** Holds up all writes, or also all reads, until disposed. Later faults replace this. */
  freeze(which: "writes" | "all"): Disposable;
  /** The value of `KV_URL`. */
  url: string;
  /** Requests so far, by kind. */
  requests: { reads: number; writes: number; watches: number };
  /** May be replaced at any time. */
  faults: KvFaults;
}

/**
 * Opens a KV server that programs reach over HTTP, as they reach denokv
 * (https://github.com/denoland/denokv/blob/main/proto/kv-connect.md, version 3).
 */
export function openKvServer(
  { path = ":memory:", port = 0, token = KV_TOKEN }: {
    path?: string;
    port?: number;
    token?: string;
  } = {},
): KvServer {
  // The client reads it only from the environment.
  Deno.env.set("DENO_KV_ACCESS_TOKEN", token);
  const store = new KvStore(path);
  const stop = new AbortController();
  const requests = { reads: 0, writes: 0, watches: 0 };
  const server: Deno.HttpServer<Deno.NetAddr> = Deno.serve({
    hostname: "127.0.0.1",
    port,
    onListen() {},
  }, async (request): Promise<Response> => {
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      return new Response("This token opens nothing", { status: 401 });
    }
    switch (new URL(request.url).pathname) {
      case "/":
        return Response.json({
          version: 3,
          databaseId: "00000000-0000-4000-8000-000000000000",
          endpoints: [{ url: `${url}/v3`, consistency: "strong" }],
          token,
          expiresAt: new Date(Date.now() + TOKEN_HOURS * 3_600_000).toISOString(),
        });
      case "/v3/snapshot_read":
        requests.reads++;
        return await kv.faults.beforeRead?.() ?? read(store, bytes);
      case "/v3/atomic_write": {
        requests.writes++;
        const refused = await kv.faults.beforeWrite?.(bytes);
        if (refused) return refused;
        const written = write(store, bytes);
        return await kv.faults.afterWrite?.(bytes) ?? written;
      }
      case "/v3/watch":
        requests.watches++;
        return watch(store, bytes, stop.signal);
      default:
        return new Response(null, { status: 404 });
    }
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const kv: KvServer = {
    url,
    requests,
    faults: {},
    freeze(which) {
      const thawed = Promise.withResolvers<void>();
      const wait = () => thawed.promise;
      kv.faults = which === "writes"
        ? { beforeWrite: wait }
        : { beforeWrite: wait, beforeRead: wait };
      return {
        [Symbol.dispose]() {
          kv.faults = {};
          thawed.resolve();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.shutdown();
      store[Symbol.dispose]();
    },
  };
  return kv;
}

function read(store: KvStore, bytes: Uint8Array): Response {
  return protobuf(snapshotReadOutput(readRanges(bytes).map((range) => store.read(range))));
}

function write(store: KvStore, bytes: Uint8Array): Response {
  return protobuf(atomicWriteOutput(store.write(readAtomicWrite(bytes))));
}

/** Streams the entries of some keys: first all, then those that changed. */
function watch(store: KvStore, bytes: Uint8Array, stop: AbortSignal): Response {
  const keys = readWatchedKeys(bytes);
  const seen: (string | null | undefined)[] = keys.map(() => undefined);
  let close: () => void;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = () => {
        const entries = keys.map((key) => store.find(key));
        const changed = entries.map((entry, index) => {
          const version = entry?.versionstamp.toHex() ?? null;
          if (version === seen[index]) return undefined;
          seen[index] = version;
          return entry;
        });
        if (changed.every((entry) => entry === undefined)) return;
        const message = watchOutput(changed);
        const length = new Uint8Array(4);
        new DataView(length.buffer).setUint32(0, message.length, true);
        try {
          controller.enqueue(length);
          controller.enqueue(message);
        } catch {
          // The client was killed, and the server has not been told yet.
          close();
        }
      };
      send();
      const watching = store.watch(send);
      close = () => {
        watching[Symbol.dispose]();
        stop.removeEventListener("abort", end);
      };
      const end = () => {
        close();
        controller.close();
      };
      stop.addEventListener("abort", end);
    },
    cancel: () => close(),
  });
  return new Response(body, { headers: { "content-type": "application/octet-stream" } });
}

function protobuf(message: Uint8Array<ArrayBuffer>): Response {
  return new Response(message, { headers: { "content-type": "application/x-protobuf" } });
}
