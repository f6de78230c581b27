import { join } from "node:path";
import { once } from "../once.ts";

/** Holds a data directory for this program alone until it is disposed or the program ends. */
export interface DataDirLock extends AsyncDisposable {
  readonly path: string;
}

/**
 * Makes the directory if missing and takes it for this program. Throws when another one holds it.
 * The operating system frees the lock of a program that was killed.
 */
export async function lockDataDir(path: string): Promise<DataDirLock> {
  await Deno.mkdir(path, { recursive: true });
  const lockPath = join(path, "lock");
  const file = await Deno.open(lockPath, { read: true, write: true, create: true });
  try {
    if (!await file.tryLock(true)) throw new Error(await refusal(path, lockPath));
    await writePid(file, String(Deno.pid));
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    path,
    // The file stays: removing it could take it from a program that has just opened it.
    [Symbol.asyncDispose]: once(async () => {
      await writePid(file, "");
      // Closing alone would leave it with a child that is being forked, until that one runs its own program.
      await file.unlock();
      file.close();
    }),
  };
}

async function writePid(file: Deno.FsFile, pid: string): Promise<void> {
  await file.truncate(0);
  await file.seek(0, Deno.SeekMode.Start);
  await file.write(new TextEncoder().encode(pid));
}

async function refusal(path: string, lockPath: string): Promise<string> {
  // Windows lets nobody else read a locked file.
  const pid = (await Deno.readTextFile(lockPath).catch(() => "")).trim();
  const holder = pid === "" ? "another program" : `another program (pid ${pid})`;
  return `The data directory ${path} is in use by ${holder}: stop it, or set another DATA_DIR`;
}
