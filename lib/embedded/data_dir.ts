import { join } from "node:path";
import { once } from "../once.ts";

/** Holds a data directory for this program until it is disposed or the program ends. */
export interface DataDirLock extends AsyncDisposable {
  readonly path: string;
}

/**
 * Creates a missing directory and locks it for this program. Throws if another program holds it.
 * When a program is killed, the operating system frees its lock.
 */
export async function lockDataDir(path: string): Promise<DataDirLock> {
  if (!("tryLock" in Deno.FsFile.prototype)) {
    throw new Error("The embedded services need Deno 2.9 or newer");
  }
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
    // The file stays: deleting it could take it from a program that has just opened it.
    [Symbol.asyncDispose]: once(async () => {
      await writePid(file, "");
      // A child inherits the open file until it starts its own program. Closing alone would leave
      // the lock with it.
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
  // Windows does not let others read a locked file.
  const pid = (await Deno.readTextFile(lockPath).catch(() => "")).trim();
  const holder = pid === "" ? "another program" : `another program (pid ${pid})`;
  return `The data directory ${path} is in use by ${holder}: stop it, or set another DATA_DIR`;
}
