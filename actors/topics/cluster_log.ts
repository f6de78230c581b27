import {
  CLUSTER_MESSAGES_KEPT_MS,
  CLUSTER_TOPIC,
  type ClusterEntry,
  type ClusterMessage,
  type StoredMessage,
  storedMessage,
} from "./cluster_message.ts";

/** Messages are spread over several logs, so that commits of several instances do not meet. */
const SHARDS = 8;
/** Messages of one log that are read at once, at most. */
const ROWS_READ_MAX = 250;

// The version before this one knows one log for all. Each of its commits moves one of these rows.
const PREVIOUS_LOG: Deno.KvKey = ["log", CLUSTER_TOPIC];
const PREVIOUS_HEADS: readonly Deno.KvKey[] = [["delivered", "main"], ["delivered", "fan_out"]];

const logKey = (shard: number): Deno.KvKey => ["cluster", shard];
const headKey = (shard: number): Deno.KvKey => ["cluster-head", shard];

/** Each log with the row that every commit to it moves. */
const LOGS: readonly { log: Deno.KvKey; head: Deno.KvKey }[] = [
  ...Array.from({ length: SHARDS }, (_, shard) => ({ log: logKey(shard), head: headKey(shard) })),
  ...PREVIOUS_HEADS.map((head) => ({ log: PREVIOUS_LOG, head })),
];

/** The rows that change with every message. KV watches, and reads in one snapshot, at most ten. */
export const HEADS: readonly Deno.KvKey[] = LOGS.map(({ head }) => head);

/** Whether an instance has an interest in a topic or an actor. */
export type HasInterest = (id: string) => boolean;

/** A message with the commit that wrote it. */
export interface Committed {
  versionstamp: string;
  message: StoredMessage;
}

/**
 * Adds messages to a commit. One of the logs gets the topics and actors that an instance has an
 * interest in. The log of the previous version gets all of them.
 */
export function appendMessages(
  kv: Deno.Kv,
  commit: Deno.AtomicOperation,
  entries: readonly ClusterEntry[],
  hasInterest: HasInterest,
): void {
  const expireIn = CLUSTER_MESSAGES_KEPT_MS;
  const stamp = kv.commitVersionstamp();
  const messages = entries.map(({ ref }) => wantedOf(ref, hasInterest)).filter(saysAnything);
  if (messages.length > 0) {
    // The last digit of an id is random.
    const shard = parseInt(entries[0]!.id.slice(-1), 16) % SHARDS || 0;
    commit.set([...logKey(shard), stamp], messages, { expireIn });
    commit.set(headKey(shard), null);
  }
  const copies = entries.map((entry) => ({ ...entry, ref: { ...entry.ref, isCopy: true } }));
  commit.set([...PREVIOUS_LOG, stamp], copies, { expireIn });
}

/** Returns a commit of a message about people who type. Previous versions do not know such ones. */
export function typingMessage(
  kv: Deno.Kv,
  { by, typing }: Required<Pick<ClusterMessage, "by" | "typing">>,
): Deno.AtomicOperation {
  const shard = Math.floor(Math.random() * SHARDS);
  const message = { by, typing, invalidations: {}, counters: [], topics: [], actors: [] };
  return kv.atomic()
    .set([...logKey(shard), kv.commitVersionstamp()], [storedMessage(message)], {
      expireIn: CLUSTER_MESSAGES_KEPT_MS,
    })
    .set(headKey(shard), null);
}

/** Returns a message without the topics and actors that no instance has an interest in. */
function wantedOf({ topics, actors, ...rest }: StoredMessage, hasInterest: HasInterest) {
  return { ...rest, topics: topics.filter(hasInterest), actors: actors.filter(hasInterest) };
}

function saysAnything({ touches, counters, topics, actors }: StoredMessage): boolean {
  return topics.length + actors.length + counters.length > 0 ||
    Object.values(touches).some((list) => list.length > 0);
}

/** Returns the versionstamps of {@link HEADS} at one moment; of a row that is missing, "". */
export async function readHeads(kv: Deno.Kv): Promise<string[]> {
  const heads = await kv.getMany(HEADS);
  return heads.map(({ versionstamp }) => versionstamp ?? "");
}

/**
 * Returns the messages after the commit `after`, up to the newest of `heads`, in the order of their
 * commits. Returns null if there are too many to read.
 */
export async function messagesAfter(
  kv: Deno.Kv,
  heads: readonly string[],
  after: string,
): Promise<Committed[] | null> {
  const grown = new Set(LOGS.flatMap(({ log }, index) => heads[index]! > after ? [log] : []));
  const upTo = newestOf(heads);
  const logs = await Promise.all(Array.from(grown, (log) => readLog(kv, log, after, upTo)));
  if (logs.some((rows) => rows.length > ROWS_READ_MAX)) return null;
  // A topic may be announced only after all that was outdated before.
  const rows = logs.flat().sort((one, other) => one.versionstamp < other.versionstamp ? -1 : 1);
  return rows.flatMap(({ versionstamp, messages }) =>
    messages.map((message) => ({ versionstamp, message }))
  );
}

/** Returns the newest versionstamp of {@link HEADS}, or "" if there was no message yet. */
export function newestOf(heads: readonly string[]): string {
  return heads.reduce((newest, head) => head > newest ? head : newest, "");
}

async function readLog(kv: Deno.Kv, log: Deno.KvKey, after: string, upTo: string) {
  const limit = ROWS_READ_MAX + 1;
  // A versionstamp with one more digit comes right after it.
  const range = { start: [...log, `${after}0`], end: [...log, `${upTo}0`] };
  const rows = await Array.fromAsync(kv.list<unknown[]>(range, { limit, batchSize: limit }));
  return rows.map(({ key, value }) => ({
    versionstamp: key.at(-1) as string,
    messages: log === PREVIOUS_LOG
      ? originalsOf(value as ClusterEntry[])
      : value as StoredMessage[],
  }));
}

/** Returns the messages that are in no other log. */
function originalsOf(entries: readonly ClusterEntry[]): StoredMessage[] {
  return entries.map(({ ref }) => ref).filter((message) => !message?.isCopy);
}
