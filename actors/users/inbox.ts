import { INBOX_KEPT } from "../../domain/limits.ts";
import { entryOf, type InboxEntry, type StoredEntry } from "../../domain/notifications/inbox.ts";
import type { ActorKind, Row } from "../runtime/actor.ts";
import { shardOfId } from "../runtime/shards.ts";
import { userTopic } from "../../domain/events/topics.ts";
import { ERASURES, refuseOlderWrites } from "./erasure.ts";
import type { LogEntry } from "../topics/topics.ts";

/** The inbox of a user: the newest notifications, newest first, and the unread count. */
export interface InboxState {
  isAssembled: boolean;
  unread: number;
  entries: readonly InboxEntry[];
}

/** A message to an inbox. Entries and numbers are absolute: a repeated message changes nothing. */
export type InboxMessage =
  | {
    type: "changed";
    put: readonly StoredEntry[];
    removedIds: readonly string[];
    unread: number;
    log: readonly LogEntry[];
  }
  | { type: "assembled"; entries: readonly StoredEntry[]; unread: number };

const entryKey = (userId: string, id: string) => ["user", userId, "inbox", id];
/** Every write of an inbox sets this row, so its version is the revision of the inbox. */
const unreadKey = (userId: string) => ["user", userId, "unread"];
const assembledKey = (userId: string) => ["user", userId, "inbox-assembled"];

/** The actor of an inbox: one row per notification. */
export const inboxActor: ActorKind<InboxState, InboxMessage> = {
  kind: "inbox",

  async load(kv, userId) {
    const [unread, assembled] = await kv.getMany<[number, boolean]>([
      unreadKey(userId),
      assembledKey(userId),
    ]);
    const rows = kv.list<StoredEntry>({ prefix: ["user", userId, "inbox"] }, {
      limit: INBOX_KEPT,
      reverse: true,
    });
    const entries = await Array.fromAsync(rows, (row) => entryOf(row.value));
    return { isAssembled: assembled.value === true, unread: unread.value ?? 0, entries };
  },

  receive(userId, state, message) {
    const entries = message.type === "changed" ? message.put : message.entries;
    const removedIds = message.type === "changed" ? message.removedIds : [];
    const rows: Row[] = [
      ...entries.map((entry) => ({ key: entryKey(userId, entry.id), value: entry })),
      ...removedIds.map((id) => ({ key: entryKey(userId, id) })),
      { key: unreadKey(userId), value: message.unread },
    ];
    const next = state && merged(state, entries, removedIds, message.unread);
    if (message.type === "changed") {
      // Older notifications, which only Postgres has, move up to the places of removed ones.
      const isWhole = removedIds.length === 0 || state && state.entries.length < INBOX_KEPT;
      if (!isWhole) rows.push({ key: assembledKey(userId) });
      const log = message.log.map((entry) => ({ topic: userTopic(userId), entry }));
      return { state: isWhole ? next : next && { ...next, isAssembled: false }, rows, log };
    }
    rows.push({ key: assembledKey(userId), value: true });
    return { state: next && { ...next, isAssembled: true }, rows, log: [] };
  },
};

function merged(
  state: InboxState,
  put: readonly StoredEntry[],
  removedIds: readonly string[],
  unread: number,
): InboxState {
  const byId = new Map(state.entries.map((entry) => [entry.id, entry]));
  for (const entry of put) byId.set(entry.id, entryOf(entry));
  for (const id of removedIds) byId.delete(id);
  const entries = [...byId.values()].sort((a, b) => a.id < b.id ? 1 : -1);
  return { ...state, unread, entries: entries.slice(0, INBOX_KEPT) };
}

/** Returns the rows that do not change while an inbox is written from Postgres. */
export function unchangedInbox(userId: string): [Deno.KvKey, Deno.KvKey] {
  return [unreadKey(userId), ERASURES];
}

/** Deletes the rows of erased notifications. They stay in memory until the actor is evicted. */
export async function forgetEntries(
  stores: readonly Deno.Kv[],
  erased: readonly { userId: string; id: string }[],
): Promise<void> {
  if (erased.length === 0) return;
  await refuseOlderWrites(stores);
  const byShard = Map.groupBy(erased, ({ userId }) => shardOfId(userId, stores.length));
  for (const [shard, entries] of byShard) {
    const atomic = stores[shard]!.atomic();
    for (const { userId, id } of entries) atomic.delete(entryKey(userId, id));
    await atomic.commit();
  }
}

/** Returns the unread counts of these users, as far as their inboxes are assembled. */
export async function readUnread(
  kv: Deno.Kv,
  userIds: readonly string[],
): Promise<Map<string, number>> {
  const unread = new Map<string, number>();
  for (const userId of userIds) {
    const [assembled, number] = await kv.getMany<[boolean, number]>([
      assembledKey(userId),
      unreadKey(userId),
    ]);
    if (assembled.value === true) unread.set(userId, number.value ?? 0);
  }
  return unread;
}
