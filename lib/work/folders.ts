import { join } from "node:path";
import { once } from "../once.ts";

/** A private folder for the files of one piece of work. Disposing it deletes them. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
}

/** The folders of one program. */
export interface WorkFolders extends AsyncDisposable {
  /** Makes an empty folder that only this user of the machine can read. */
  make(): Promise<WorkFolder>;
}

const PRIVATE = { recursive: true, mode: 0o700 };

/**
 * Opens folders for files of work below `parent`, which several programs may share. Deletes what
 * programs have left there that were killed: the operating system has freed their locks. Where
 * files cannot be locked, as on Deno Deploy, nothing shows who has ended, so nothing is deleted.
 * There the platform deletes the disk with its instance.
 */
export async function openWorkFolders(parent: string): Promise<WorkFolders> {
  if (canLock()) await deleteAbandoned(parent);
  let own: Promise<WorkFolder> | null = null;
  return {
    async make() {
      own ??= makeOwn(parent).catch((error) => {
        own = null;
        throw error;
      });
      const path = join((await own).path, crypto.randomUUID());
      await Deno.mkdir(path, PRIVATE);
      return { path, [Symbol.asyncDispose]: once(() => remove(path)) };
    },
    [Symbol.asyncDispose]: once(async () => {
      await (await own)?.[Symbol.asyncDispose]();
    }),
  };
}

function canLock(): boolean {
  return "tryLock" in Deno.FsFile.prototype;
}

/** Makes the folder of this program, and locks it as long as the program uses it. */
async function makeOwn(parent: string): Promise<WorkFolder> {
  for (;;) {
    const path = join(parent, crypto.randomUUID());
    await Deno.mkdir(path, PRIVATE);
    const lock = await lockOf(path);
    if (lock === null) continue;
    return {
      path,
      [Symbol.asyncDispose]: once(async () => {
        await remove(path);
        lock.close();
      }),
    };
  }
}

async function deleteAbandoned(parent: string): Promise<void> {
  for (const name of await namesIn(parent)) {
    const path = join(parent, name);
    using lock = await lockOf(path);
    if (lock !== null) await remove(path);
  }
}

/** Locks a folder. Returns null if another program has it, or has just deleted it. */
async function lockOf(folder: string): Promise<Deno.FsFile | null> {
  const path = join(folder, "lock");
  const options = { read: true, write: true, create: true };
  const file = await Deno.open(path, options).catch(ifMissing);
  if (file === null) return null;
  const isLocked = !canLock() || await file.tryLock(true);
  // Between opening and locking, another program may have deleted the folder.
  if (isLocked && await Deno.stat(path).catch(ifMissing) !== null) return file;
  file.close();
  return null;
}

/** Returns nothing where no folder can be, as on a platform without a disk: `make` will say so. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch (error) {
    return error instanceof Deno.errors.NotADirectory ? [] : ifMissing(error) ?? [];
  }
}

async function remove(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(ifMissing);
}

function ifMissing(error: unknown): null {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
}
