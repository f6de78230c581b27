import { once } from "../once.ts";

const SPARE_FILE = "/dev/null";
/** Parts of the limit that are held back, and that must be free beside them. */
const SPARE_PART = 1 / 4;
const SPARE_MAX = 256;
const FREE_PART = 1 / 8;
const FREE_MAX = 64;

/** Returns how many files and sockets this process may have open; null where nobody says. */
export async function descriptorLimit(): Promise<number | null> {
  try {
    const shell = new Deno.Command("sh", { args: ["-c", "ulimit -n"], stderr: "null" });
    const limit = Number(new TextDecoder().decode((await shell.output()).stdout));
    return Number.isInteger(limit) && limit > 0 ? limit : null;
  } catch {
    // There are no other programs on Deno Deploy, and no limit that is known.
    return null;
  }
}

/**
 * A share of the process's descriptors that connections cannot take: the database, files and
 * child processes need it while connections are ended. It is held as open files.
 */
export class SpareDescriptors implements Disposable {
  readonly #spareMax: number;
  readonly #freeMin: number;
  #held: Disposable[] = [];

  /** The limit of the process, or null for none. */
  constructor(readonly limit: number | null) {
    this.#spareMax = limit === null ? 0 : Math.min(SPARE_MAX, Math.floor(limit * SPARE_PART));
    this.#freeMin = limit === null ? 0 : Math.min(FREE_MAX, Math.floor(limit * FREE_PART));
  }

  /** Holds the share back. Returns whether that left enough for others. */
  hold(): boolean {
    const missing = this.#spareMax - this.#held.length;
    const opened = openSpare(missing + this.#freeMin);
    if (opened === null) return false;
    closeAll(opened.splice(missing));
    this.#held.push(...opened);
    return true;
  }

  /** Whether enough are free, beside the share. */
  hasRoom(): boolean {
    const opened = openSpare(this.#freeMin);
    closeAll(opened ?? []);
    return opened !== null;
  }

  /** Gives the share to whoever needs it. */
  release(): void {
    closeAll(this.#held.splice(0));
  }

  readonly [Symbol.dispose] = once(() => this.release());
}

/** Opens as many descriptors, or none: then it returns null. */
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

/** Whether an error says that the process, or the system, has no descriptor left. */
function isExhausted(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EMFILE" || code === "ENFILE";
}

function closeAll(files: Disposable[]): void {
  for (const file of files) file[Symbol.dispose]();
}
