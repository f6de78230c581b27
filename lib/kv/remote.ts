import { delay } from "../delay.ts";
import { within } from "../deadline.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log/log.ts";
import { once } from "../once.ts";

/** The longest time for a read, in milliseconds. A refused read may simply be repeated. */
const READ_MS_MAX = 1000;
/** The longest time for a commit: after a refusal its outcome is unknown, so it gets more time. */
const COMMIT_MS_MAX = 5000;
const REOPEN_MS = 500;

/** Opens a KV store. */
export type OpenKv = () => Promise<Deno.Kv>;

/**
 * A KV store across the network, which may be unreachable at any time, also at start. Meanwhile
 * each operation throws `unavailable`.
 */
export function openRemoteKv(open: OpenKv, log: Log): Deno.Kv {
  const stop = new AbortController();
  let store: Deno.Kv | null = null;
  const opened = (): Deno.Kv => {
    if (store === null) throw unavailable();
    return store;
  };
  keepTrying(open, log, stop.signal).then((kv) => {
    store = kv;
    if (kv) log.info("KV is reached");
  });
  const close = once(() => {
    stop.abort();
    store?.close();
    store = null;
  });
  const remote: Omit<Deno.Kv, "enqueue" | "listenQueue"> = {
    get: (...args) => read(async () => await opened().get(...args)) as Promise<never>,
    getMany: (...args) => read(async () => await opened().getMany(...args)) as Promise<never>,
    set: (...args) => write(async () => await opened().set(...args)),
    delete: (...args) => write(async () => await opened().delete(...args)),
    list(...args) {
      const found = opened().list<never>(...args);
      const next = found.next.bind(found);
      found.next = () => read(next);
      return found;
    },
    atomic() {
      const operation = opened().atomic();
      const commit = operation.commit.bind(operation);
      operation.commit = () => {
        acknowledge(opened());
        return write(commit);
      };
      return operation;
    },
    watch: (...args) => opened().watch(...args),
    commitVersionstamp: () => opened().commitVersionstamp(),
    close,
    [Symbol.dispose]: close,
  };
  return remote as Deno.Kv;
}

async function keepTrying(open: OpenKv, log: Log, stop: AbortSignal): Promise<Deno.Kv | null> {
  while (!stop.aborted) {
    try {
      const kv = await open();
      if (!stop.aborted) return kv;
      kv.close();
    } catch (error) {
      log.warn("waiting for KV", { error });
      await delay(REOPEN_MS, stop);
    }
  }
  return null;
}

const ACKNOWLEDGED_KEY: Deno.KvKey = ["acknowledged"];

/**
 * Makes the server acknowledge a commit at once. The client of Deno 2.9 leaves Nagle's algorithm on
 * and sends a large commit in two segments. The second one waits 40 ms for the acknowledgement of
 * the first, unless the response to a small read carries it.
 */
function acknowledge(store: Deno.Kv): void {
  store.get(ACKNOWLEDGED_KEY).catch(() => {});
}

const read = <T>(ask: () => Promise<T>) => guard(READ_MS_MAX, ask);
const write = <T>(ask: () => Promise<T>) => guard(COMMIT_MS_MAX, ask);

/**
 * Awaits an operation up to a deadline: after a network error the client itself retries without
 * end.
 */
async function guard<T>(msMax: number, ask: () => Promise<T>): Promise<T> {
  try {
    return await within(msMax, ask());
  } catch (cause) {
    throw cause instanceof AppError ? cause : unavailable(cause);
  }
}

function unavailable(cause?: unknown): AppError {
  return new AppError("unavailable", "The live store is unavailable.", { cause });
}
