import { LRUCache } from "lru-cache";
import type { ActorSystem } from "../../actors/runtime/system.ts";
import { feedActor } from "../../actors/users/feed.ts";
import { inboxActor } from "../../actors/users/inbox.ts";
import type { WriterId } from "../../domain/events/writer_id.ts";
import type { UserId } from "../../domain/ids.ts";
import type { InvalidationLog } from "./invalidation_log.ts";

const USERS_MAX = 10_000;
const WRITER_LENGTH = 8;
const TOKEN = /^(\d{1,15})-([0-9a-f]{8})$/;

/**
 * Lets clients read their own writes at every instance. The response to a write has a token, and a
 * later request with it is served from memory that contains the write.
 */
export class SeenWrites {
  readonly #writerId: WriterId;
  readonly #invalidations: InvalidationLog;
  readonly #actors: ActorSystem;
  /** The last tokens of users for which their states were dropped. */
  readonly #handled = new LRUCache<UserId, string>({ max: USERS_MAX });

  constructor(
    { writerId, invalidations, actors }: {
      writerId: WriterId;
      invalidations: InvalidationLog;
      actors: ActorSystem;
    },
  ) {
    this.#writerId = writerId;
    this.#invalidations = invalidations;
    this.#actors = actors;
  }

  /** Returns the token of a transaction of this instance. */
  tokenOf(xid: number): string {
    return `${xid}-${this.#writer}`;
  }

  /**
   * Brings memory up to date with the write of a token. Returns a promise only if the caller must
   * wait. An unknown token means nothing: it may be from another version.
   */
  current(token: string | undefined): Promise<void> | undefined {
    const xid = token === undefined ? undefined : TOKEN.exec(token)?.[1];
    return this.#invalidations.current(xid === undefined ? null : Number(xid));
  }

  /**
   * Makes the user's inbox and feed load from KV again, once for each write at another instance. The
   * response to a write comes after its changes of KV.
   */
  reload(userId: UserId, token: string | undefined): void {
    const writer = token === undefined ? undefined : TOKEN.exec(token)?.[2];
    if (writer === undefined || writer === this.#writer) return;
    if (this.#handled.get(userId) === token) return;
    this.#handled.set(userId, token);
    for (const kind of [inboxActor, feedActor]) this.#actors.evict(kind, userId);
  }

  get #writer(): string {
    return this.#writerId.value.slice(-WRITER_LENGTH);
  }
}
