import type { LogEntry } from "../../../actors/topics/topics.ts";
import type { Context } from "../../../context/mod.ts";
import type { UserId } from "../../../domain/ids.ts";
import type { LiveEvent } from "./live_event.ts";
import type { MessageEntry } from "./messages.ts";
import { loadShared, peekMessageEvent } from "./shared.ts";
import { isMessage } from "./talk.ts";

const loading = new WeakMap<LogEntry, Promise<void>>();

/**
 * Returns the events of messages as the viewer sees them now. Returns null if that needs more than
 * what is in memory, or what all viewers share.
 */
export async function sharedEvents(
  ctx: Context,
  viewerId: UserId,
  logged: readonly { entry: LogEntry }[],
): Promise<(LiveEvent | null)[] | null> {
  const entries: (LogEntry & MessageEntry)[] = [];
  for (const { entry } of logged) {
    if (!isMessage(entry)) return null;
    entries.push(entry);
  }
  const events = peekEvents(ctx, viewerId, entries);
  if (events !== null) return events;
  // A message outdates its conversation. All followers wait for one load.
  await loadOnce(ctx, entries);
  return peekEvents(ctx, viewerId, entries);
}

function loadOnce(ctx: Context, entries: readonly (LogEntry & MessageEntry)[]): Promise<void> {
  const newest = entries.at(-1)!;
  const known = loading.get(newest);
  if (known !== undefined) return known;
  const load = loadShared(ctx, entries).finally(() => loading.delete(newest));
  loading.set(newest, load);
  return load;
}

function peekEvents(
  ctx: Context,
  viewerId: UserId,
  entries: readonly (LogEntry & MessageEntry)[],
): (LiveEvent | null)[] | null {
  const events: (LiveEvent | null)[] = [];
  for (const entry of entries) {
    const event = peekMessageEvent(ctx, viewerId, entry);
    if (event === undefined) return null;
    events.push(event);
  }
  return events;
}
