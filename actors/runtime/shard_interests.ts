import { Interest } from "../topics/interest.ts";
import { Interests } from "../topics/interests.ts";
import { shardOfId } from "./shards.ts";

/** The interests of instances in the rows of each KV store. */
export class ShardInterests {
  /** Those of this instance, by store. */
  readonly own: readonly Interest[];
  /** Those of all instances, by store. */
  readonly all: readonly Interests[];

  /** `self` is the id of this instance, and `now` a clock in milliseconds since 1970. */
  constructor(stores: readonly Deno.Kv[], self: string, now?: () => number) {
    this.own = stores.map((store) => new Interest(store, self, now));
    this.all = stores.map((store) => new Interests(store));
  }

  /** Whether other instances report changes of this user or topic. */
  has(id: string): boolean {
    return this.#ownOf(id).has(id);
  }

  /**
   * Resolves when other instances will report changes of this user or topic; null if they do
   * already. States and logs are read after that.
   */
  take(id: string): Promise<void> | null {
    return this.#ownOf(id).take(id);
  }

  /** Gives up the interest in all but these users and topics, every few minutes. */
  async renew(used: Iterable<string>): Promise<void> {
    await Promise.all(this.own.map((own) => own.renew(used)));
  }

  #ownOf(id: string): Interest {
    return this.own[shardOfId(id, this.own.length)]!;
  }
}
