import { INTERESTS, INTERESTS_HEAD } from "./interest.ts";
import { groupOf, Groups } from "./interest_groups.ts";

/** The interests of all instances in the rows of one KV store, as a writer of messages knows them. */
export class Interests {
  readonly #kv: Deno.Kv;
  #groups = new Groups();
  /** The versionstamp of the row that each change moves; undefined before the first read. */
  #head: string | null | undefined = undefined;

  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** Whether an instance has an interest in this user, topic or actor. */
  has(id: string): boolean {
    return this.#groups.has(groupOf(id));
  }

  /** Whether they were read. */
  get isKnown(): boolean {
    return this.#head !== undefined;
  }

  /** Lets a commit fail if an interest has changed since it was read. */
  check(commit: Deno.AtomicOperation): void {
    commit.check({ key: INTERESTS_HEAD, versionstamp: this.#head ?? null });
  }

  /** Reads the interests if they have changed; returns whether they have. */
  async refresh(): Promise<boolean> {
    // The head is read first. If the rows change afterwards, the next commit fails.
    const { versionstamp } = await this.#kv.get(INTERESTS_HEAD);
    if (versionstamp === this.#head) return false;
    const groups = new Groups();
    for await (const { value } of this.#kv.list({ prefix: INTERESTS })) {
      groups.addAll(Groups.of(value));
    }
    this.#groups = groups;
    this.#head = versionstamp;
    return true;
  }
}
