import { AppError } from "../../lib/errors.ts";
import { groupOf, Groups } from "./interest_groups.ts";

/** The rows of all instances in a KV store. */
export const INTERESTS: Deno.KvKey = ["cluster-interest"];
/** The row that each change of an interest moves. */
export const INTERESTS_HEAD: Deno.KvKey = ["cluster-interest-head"];

/** An interest is stored for this time, in milliseconds: that of a dead instance ends by itself. */
const KEPT_MS = 10 * 60_000;
const RENEWED_MS = 3 * 60_000;
/** After this time it counts as lost: clocks may differ by two minutes. */
const LAPSED_MS = 8 * 60_000;
const TRIES_MAX = 10;

/**
 * The groups of ids in one KV store that this instance has in memory, or whose topics it follows.
 * Other instances send it messages about those only. It takes a group before it reads the first
 * rows of its ids. Each commit checks that no interest has changed since its message was made. So
 * the rows hold what was committed before that, and messages tell what is committed afterwards.
 */
export class Interest {
  readonly #kv: Deno.Kv;
  readonly #key: Deno.KvKey;
  readonly #now: () => number;
  #wanted = new Groups();
  /** Those of the wanted groups that KV has. */
  #stored = new Groups();
  #storedAt = -Infinity;
  /** The versionstamp of the row; undefined if it is not known. */
  #versionstamp: string | null | undefined = undefined;
  #storing: Promise<void> | null = null;

  /** `self` is the id of this instance, and `now` a clock in milliseconds since 1970. */
  constructor(kv: Deno.Kv, self: string, now: () => number = Date.now) {
    this.#kv = kv;
    this.#key = [...INTERESTS, self];
    this.#now = now;
  }

  /** Whether messages about this id reach the instance. */
  has(id: string): boolean {
    return this.#stored.has(groupOf(id));
  }

  /**
   * Resolves when messages about this id will reach the instance; null if they do already. Throws
   * `unavailable` if KV is away.
   */
  take(id: string): Promise<void> | null {
    return this.has(id) ? null : this.#take(groupOf(id));
  }

  async #take(group: number): Promise<void> {
    for (let tries = 0; !this.#stored.has(group); tries++) {
      if (tries > TRIES_MAX) throw new AppError("unavailable", "The live store is unavailable.");
      this.#wanted.add(group);
      // If one is in flight, it may have begun without the group.
      await this.#store();
    }
  }

  /** Renews the row now and then, without the groups that no id in `used` needs any more. */
  async renew(used: Iterable<string>): Promise<void> {
    if (this.#now() - this.#storedAt < RENEWED_MS) return;
    this.#wanted = new Groups();
    for (const id of used) this.#wanted.add(groupOf(id));
    this.#stored = this.#stored.intersection(this.#wanted);
    await this.#storing?.catch(() => {});
    await this.#store();
  }

  /** Whether the row may have expired. Then messages may be missing: {@link reset} it. */
  hasLapsed(): boolean {
    return Math.abs(this.#now() - this.#storedAt) > LAPSED_MS && this.#storedAt !== -Infinity;
  }

  /** Forgets all groups. Everything about them in memory must be dropped, too. */
  reset(): void {
    this.#wanted = new Groups();
    this.#stored = new Groups();
    this.#storedAt = -Infinity;
  }

  #store(): Promise<void> {
    return this.#storing ??= this.#storeOnce().finally(() => this.#storing = null);
  }

  async #storeOnce(): Promise<void> {
    this.#versionstamp ??= (await this.#kv.get(this.#key)).versionstamp;
    const groups = Groups.of(this.#wanted.bytes);
    const now = this.#now();
    const key = this.#key;
    // A commit that was given up may still arrive. It must not replace a newer row.
    const check = { key, versionstamp: this.#versionstamp };
    this.#versionstamp = undefined;
    const result = await this.#kv.atomic().check(check)
      .set(key, groups.bytes, { expireIn: KEPT_MS })
      .set(INTERESTS_HEAD, null)
      .commit();
    if (!result.ok) return;
    this.#versionstamp = result.versionstamp;
    this.#storedAt = now;
    this.#stored = groups.intersection(this.#wanted);
  }
}
