import type { LogEntry } from "../../../actors/topics/topics.ts";
import type { Context } from "../../../context/mod.ts";
import type { UserId } from "../../../domain/ids.ts";
import type { LiveEvent } from "./live_event.ts";
import type { MessageEntry } from "./messages.ts";
import { type CommonMessage, loadShared, peekCommonMessage, peekMessageEvent } from "./shared.ts";
import { isMessage } from "./talk.ts";

/** The loads for the same entries. Some messages are never whole: their senders are erased. */
const LOADS_MAX = 10;
const loading = new WeakMap<LogEntry, Promise<void>>();

/** The events of log entries that all viewers share, from memory. */
export class SharedEvents {
  readonly #ctx: Context;
  readonly #entries: readonly LogEntry[];
  readonly #messages: readonly (LogEntry & MessageEntry)[];
  #loads = 0;
  #common: (CommonMessage | undefined)[] = [];

  constructor(ctx: Context, logged: readonly { entry: LogEntry }[]) {
    this.#ctx = ctx;
    this.#entries = logged.map(({ entry }) => entry);
    this.#messages = this.#entries.filter(isMessage);
  }

  /** Whether all of the entries are about messages. */
  get areMessages(): boolean {
    return this.#messages.length === this.#entries.length;
  }

  /** Loads what is missing in memory. All followers of a topic wait for one load. */
  load(): Promise<void> | undefined {
    return this.#isLacking() ? this.#loadAll() : undefined;
  }

  async #loadAll(): Promise<void> {
    // The next message outdates the conversation, perhaps while it is loaded.
    while (this.#loads < LOADS_MAX && this.#isLacking()) {
      this.#loads++;
      await loadOnce(this.#ctx, this.#messages);
    }
  }

  #isLacking(): boolean {
    return this.#messages.some((entry) => !peekCommonMessage(this.#ctx, entry)?.isWhole);
  }

  /** Reads memory again. It holds for as long as nothing is awaited. */
  refresh(): void {
    this.#common = this.#entries.map((entry) =>
      isMessage(entry) ? peekCommonMessage(this.#ctx, entry) : undefined
    );
  }

  /**
   * Returns the event of an entry as the viewer sees it now; null if they hear nothing of it.
   * Returns undefined if that needs more than what is in memory, or what all viewers share.
   */
  peek(index: number, viewerId: UserId): LiveEvent | null | undefined {
    const common = this.#common[index];
    return common && peekMessageEvent(this.#ctx, viewerId, common);
  }
}

/**
 * Returns the events of messages as the viewer sees them now. Returns null if that needs more than
 * what is in memory, or what all viewers share.
 */
export async function sharedEvents(
  ctx: Context,
  viewerId: UserId,
  logged: readonly { entry: LogEntry }[],
): Promise<(LiveEvent | null)[] | null> {
  const shared = new SharedEvents(ctx, logged);
  if (!shared.areMessages) return null;
  // A message outdates its conversation.
  await shared.load();
  shared.refresh();
  const events: (LiveEvent | null)[] = [];
  for (const index of logged.keys()) {
    const event = shared.peek(index, viewerId);
    if (event === undefined) return null;
    events.push(event);
  }
  return events;
}

function loadOnce(ctx: Context, entries: readonly (LogEntry & MessageEntry)[]): Promise<void> {
  const newest = entries.at(-1)!;
  const known = loading.get(newest);
  if (known !== undefined) return known;
  const load = loadShared(ctx, entries).finally(() => loading.delete(newest));
  loading.set(newest, load);
  return load;
}
