/** Commits that are remembered. A forgotten one counts as another instance's, which is harmless. */
const KEPT_MAX = 4096;

/** A commit to the KV store with this number. Versionstamps of several stores may be equal. */
export interface KvCommit {
  shard: number;
  versionstamp: string;
}

const nameOf = ({ shard, versionstamp }: KvCommit) => `${shard} ${versionstamp}`;

/**
 * The newest commits of this instance that are known to have succeeded. It has already acted on
 * their messages. A commit that was given up may still be stored later, and is not one of them.
 */
export class OwnCommits {
  readonly #names = new Set<string>();

  add(commit: KvCommit): void {
    this.#names.add(nameOf(commit));
    if (this.#names.size <= KEPT_MAX) return;
    const [oldest] = this.#names;
    this.#names.delete(oldest!);
  }

  has(commit: KvCommit): boolean {
    return this.#names.has(nameOf(commit));
  }
}
