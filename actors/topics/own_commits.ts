/** Commits that are remembered. A forgotten one counts as another instance's, which is harmless. */
const KEPT_MAX = 4096;

/**
 * The newest commits of this instance that are known to have succeeded. It has already acted on
 * their messages. A commit that was given up may still be stored later, and is not one of them.
 */
export class OwnCommits {
  readonly #versionstamps = new Set<string>();

  add(versionstamp: string): void {
    this.#versionstamps.add(versionstamp);
    if (this.#versionstamps.size <= KEPT_MAX) return;
    const [oldest] = this.#versionstamps;
    this.#versionstamps.delete(oldest!);
  }

  has(versionstamp: string): boolean {
    return this.#versionstamps.has(versionstamp);
  }
}
