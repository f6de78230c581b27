import { LRUCache } from "lru-cache";
import type { Unread } from "../../db/conversations/unread.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { byteBound } from "../../lib/byte_bound.ts";
import { slotsOf, type Version, type VersionClock } from "../../lib/cache/version_clock.ts";

/** The name of all people in versions: it changes when any user does. */
export const PEOPLE = "people";

const PEOPLE_SLOTS = slotsOf([PEOPLE]);
const ENTRY_BYTES = 300;
/** The numbers of one user above which their entry starts again. */
const CONVERSATIONS_MAX = 20_000;

/** The values at which unread numbers were counted. Other values need another count. */
export interface UnreadBasis {
  headRev: number;
  afterSeq: number;
  /** The people whom a block hides from the reader. */
  hidden: ReadonlySet<UserId>;
}

interface Counted extends UnreadBasis {
  unread: Unread;
  since: Version;
}

/** Caches unread numbers together with what they were counted at. */
export class UnreadCache {
  readonly #versions: VersionClock;
  readonly #byUser: LRUCache<string, Map<ConversationId, Counted>>;

  constructor(versions: VersionClock, bytesMax: number) {
    this.#versions = versions;
    this.#byUser = new LRUCache(byteBound(bytesMax, ({ size }) => size * ENTRY_BYTES));
  }

  /** Returns the numbers of a user's conversation if a new count would give the same. */
  get(userId: UserId, id: ConversationId, basis: UnreadBasis): Unread | undefined {
    const counted = this.#byUser.get(userId)?.get(id);
    if (counted === undefined) return undefined;
    const isSame = counted.headRev === basis.headRev && counted.afterSeq === basis.afterSeq &&
      areSame(counted.hidden, basis.hidden);
    // A suspended or deleted sender is not counted.
    return isSame && this.#versions.isUnchangedSince(counted.since, PEOPLE_SLOTS)
      ? counted.unread
      : undefined;
  }

  /** Stores numbers that were counted after `since`, and after their basis was read. */
  set(
    userId: UserId,
    counted: readonly { id: ConversationId; unread: Unread; basis: UnreadBasis }[],
    since: Version,
  ): void {
    const known = this.#byUser.get(userId);
    const kept = known && known.size < CONVERSATIONS_MAX ? known : new Map();
    for (const { id, unread, basis } of counted) kept.set(id, { ...basis, unread, since });
    // It has grown: the cache weighs only new entries.
    this.#byUser.delete(userId);
    this.#byUser.set(userId, kept);
  }
}

function areSame(some: ReadonlySet<UserId>, others: ReadonlySet<UserId>): boolean {
  return some === others || some.size === others.size && some.isSubsetOf(others);
}
