import { LRUCache } from "lru-cache";
import type { UserId } from "../../domain/ids.ts";
import { loadViewerStates, type PostCard } from "../../db/posts/cards.ts";
import type { SqlPool } from "../../db/sql.ts";
import { type ViewerState, ViewerStates } from "../../domain/engagement/viewer_states.ts";
import { byteBound } from "../../lib/byte_bound.ts";
import type { ViewerStateReads } from "./reading.ts";

const STATE_BYTES = 200;
/** The number of states of one user above which their entry starts again. */
const STATES_PER_USER_MAX = 2000;

/** Caches the viewer states of users. */
export class ViewerStateCache implements ViewerStateReads {
  readonly #sql: SqlPool;
  readonly #byUser: LRUCache<string, ViewerStates>;

  constructor(sql: SqlPool, bytesMax: number) {
    this.#sql = sql;
    this.#byUser = new LRUCache(byteBound(bytesMax, ({ size }) => size * STATE_BYTES));
  }

  peek(userId: UserId): ViewerStates | undefined {
    return this.#byUser.get(userId);
  }

  async get(userId: UserId, posts: readonly PostCard[]): Promise<ViewerStates> {
    let states = this.#byUser.get(userId);
    if (states === undefined || states.size > STATES_PER_USER_MAX) {
      states = new ViewerStates(userId);
      this.#byUser.set(userId, states);
    }
    const unknown = posts.filter((post) => states.of(post) === undefined);
    if (unknown.length === 0) return states;
    const ids = unknown.map(({ id }) => id);
    const { viewerStates, readAt } = await loadViewerStates(this.#sql, userId, ids);
    states.learn(viewerStates, readAt);
    // If an event dropped the states meanwhile, they are returned but not cached.
    if (this.#byUser.peek(userId) === states) {
      // They have grown: the cache weighs only new entries.
      this.#byUser.delete(userId);
      this.#byUser.set(userId, states);
    }
    return states;
  }

  /** Records a write of this process. A read under way may be older, so then the user is dropped. */
  change(userId: UserId, post: PostCard | undefined, change: Partial<ViewerState>): void {
    const isKnown = post && this.#byUser.get(userId)?.change(post, change);
    if (!isKnown) this.invalidate(userId);
  }

  invalidate(userId: UserId): void {
    this.#byUser.delete(userId);
  }

  clear(): void {
    this.#byUser.clear();
  }
}
