import { LRUCache } from "lru-cache";
import type { CountedUnread, Unread } from "../../db/conversations/unread.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { byteBound } from "../../lib/byte_bound.ts";
import { slotsOf, type Version, VersionClock } from "../../lib/cache/version_clock.ts";

/** The name of all people in versions: it changes when any of them does. */
const ANYBODY = slotsOf(["anybody"]);
const ENTRY_BYTES = 500;
/** The numbers of one user above which their entry starts again. */
const CONVERSATIONS_MAX = 20_000;

/** The values at which unread numbers were counted. Other values need another count. */
export interface UnreadBasis {
  headRev: number;
  lastSeq: number;
  afterSeq: number;
  /** The people whom a block hides from the reader. */
  hidden: ReadonlySet<UserId>;
}

interface Counted extends UnreadBasis {
  unread: CountedUnread;
  /** When one of the messages runs out, in Unix milliseconds, or Infinity. */
  until: number;
  /** The slots of the senders of the messages: other people change nothing. Null if too many. */
  senders: Uint16Array | null;
  since: Version;
}

/** Caches unread numbers together with what they were counted at. */
export class UnreadCache {
  /** The last suspensions, deletions and returns of people. */
  readonly #people = new VersionClock();
  readonly #byUser: LRUCache<string, Map<ConversationId, Counted>>;

  constructor(bytesMax: number) {
    this.#byUser = new LRUCache(byteBound(bytesMax, ({ size }) => size * ENTRY_BYTES));
  }

  /** Returns the current version. Take it before you count. */
  now(): Version {
    return this.#people.now();
  }

  /** Returns the numbers of a user's conversation if a new count would give the same. */
  get(userId: UserId, id: ConversationId, basis: UnreadBasis): Unread | undefined {
    const counted = this.#counted(userId, id, basis);
    if (counted === undefined) return undefined;
    counted.hidden = basis.hidden;
    return counted.unread;
  }

  /** Returns the numbers before the last message, if nothing but this message has changed. */
  beforeLast(
    userId: UserId,
    id: ConversationId,
    { headRev, lastSeq, ...basis }: UnreadBasis,
  ): { unread: CountedUnread; since: Version } | undefined {
    // Only a single new message moves both by one.
    return this.#counted(userId, id, { ...basis, headRev: headRev - 1, lastSeq: lastSeq - 1 });
  }

  #counted(userId: UserId, id: ConversationId, basis: UnreadBasis): Counted | undefined {
    const counted = this.#byUser.get(userId)?.get(id);
    if (counted === undefined || counted.until <= Date.now()) return undefined;
    if (counted.headRev !== basis.headRev || counted.afterSeq !== basis.afterSeq) return undefined;
    if (counted.lastSeq !== basis.lastSeq || changesHidden(counted, basis.hidden)) return undefined;
    // A suspended or deleted sender is not counted.
    const isSame = this.#people.isUnchangedSince(counted.since, counted.senders ?? ANYBODY);
    return isSame ? counted : undefined;
  }

  /** Returns when the first of these numbers ends by itself, in Unix milliseconds, or Infinity. */
  endOf(userId: UserId, ids: readonly ConversationId[]): number {
    const counted = this.#byUser.get(userId);
    return Math.min(Infinity, ...ids.map((id) => counted?.get(id)?.until ?? Infinity));
  }

  /** Stores numbers that were counted after `since`, and after their basis was read. */
  set(
    userId: UserId,
    counted: readonly { id: ConversationId; unread: CountedUnread; basis: UnreadBasis }[],
    since: Version,
  ): void {
    const known = this.#byUser.get(userId);
    const kept = known && known.size < CONVERSATIONS_MAX
      ? known
      : new Map<ConversationId, Counted>();
    for (const { id, unread, basis } of counted) {
      const { until, senderIds } = unread;
      const senders = senderIds && slotsOf(senderIds);
      kept.set(id, { ...basis, unread, until: until ?? Infinity, senders, since });
    }
    // It has grown: the cache weighs only new entries.
    this.#byUser.delete(userId);
    this.#byUser.set(userId, kept);
  }

  /** Records that a person has changed: they may have gone, or have come back. */
  changed(userId: string): void {
    this.#people.bump(userId);
    this.#people.bump("anybody");
  }

  /** Records that anything may have changed. */
  clear(): void {
    this.#people.bumpAll();
    this.#byUser.clear();
  }
}

/** Whether somebody is hidden now or no longer who has sent one of the counted messages. */
function changesHidden({ hidden, senders }: Counted, now: ReadonlySet<UserId>): boolean {
  if (hidden === now) return false;
  const changed = hidden.symmetricDifference(now);
  if (changed.size === 0) return false;
  return senders === null || slotsOf(changed).some((slot) => senders.includes(slot));
}
