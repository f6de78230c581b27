import { once } from "../once.ts";

const SPARE_FILE = "/dev/null";
/** Shares of the limit: one is held back, and one more must be free. */
const SPARE_PART = 1 / 4;
const SPARE_MAX = 256;
const FREE_PART = 1 / 8;
const FREE_MAX = 64;

/** Returns how many files and sockets this process may open; null if that is unknown. */
export async function descriptorLimit(): Promise<number | null> {
  try {
    const shell = new Deno.Command("sh", { args: ["-c", "ulimit -n"], stderr: "null" });
    const limit = Number(new TextDecoder().decode((await shell.output()).stdout));
    return Number.isInteger(limit) && limit > 0 ? limit : null;
  } catch {
    // The system has no shell.
    return null;
  }
}

/**
 * Holds a share of the descriptors back from connections, as open files. The database, files and
 * child processes need it while connections are ended.
 */
export class SpareDescriptors implements Disposable {
  readonly #spareMax: number;
  readonly #freeMin: number;
  #held: Disposable[] = [];

  /** Takes the descriptor limit of the process, or null for none. */
  constructor(readonly limit: number | null) {
    this.#spareMax = limit === null ? 0 : Math.min(SPARE_MAX, Math.floor(limit * SPARE_PART));
    this.#freeMin = limit === null ? 0 : Math.min(FREE_MAX, Math.floor(limit * FREE_PART));
  }

  /** Holds the share back. Returns whether enough descriptors are left beside it. */
  hold(): boolean {
    const missing = this.#spareMax - this.#held.length;
    const opened = openSpare(missing + this.#freeMin);
    if (opened === null) return false;
    closeAll(opened.splice(missing));
    this.#held.push(...opened);
    return true;
  }

  /** Whether enough descriptors are free beside the share. */
  hasRoom(): boolean {
    const opened = openSpare(this.#freeMin);
    closeAll(opened ?? []);
    return opened !== null;
  }

  /** Frees the share. */
  release(): void {
    closeAll(this.#held.splice(0));
  }

  readonly [Symbol.dispose] = once(() => this.release());
}

/** Opens so many descriptors; if it cannot, it opens none and returns null. */
function openSpare(count: number): Disposable[] | null {
  const opened: Disposable[] = [];
  try {
    while (opened.length < count) opened.push(Deno.openSync(SPARE_FILE));
    return opened;
  } catch (error) {
    closeAll(opened);
    if (isExhausted(error)) return null;
    throw error;
  }
}

/** Whether the process or the system has no descriptor left. */
function isExhausted(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EMFILE" || code === "ENFILE";
}

function closeAll(files: Disposable[]): void {
  for (const file of files) file[Symbol.dispose]();
}
