import { createHash } from "node:crypto";
import {
  type ObjectMetadata,
  type OpenObject,
  openObjectFile,
  unlessAbsent,
  writeObjectFile,
} from "./object_file.ts";
import { S3Error } from "./answers.ts";

const ABANDONED_AFTER_MILLISECONDS = 24 * 3600 * 1000;
const OPEN_FILES_MAX = 32;

/** Objects on disk, named by the hash of their key, so that no key can be a path. */
export interface ObjectStore {
  open(key: string): Promise<OpenObject | null>;
  /** Replaces the object in one step. With `onlyIfAbsent`, an existing one causes a 412. */
  write(object: NewObject): Promise<ObjectMetadata>;
  delete(key: string): Promise<void>;
  /** Returns up to `limit` objects whose key starts with `prefix` and follows `after`, in order. */
  list(prefix: string, after: string, limit: number): Promise<ObjectMetadata[]>;
}

/** An object to write. `etag` is called after the last chunk. */
export interface NewObject {
  key: string;
  headers: Record<string, string>;
  chunks: AsyncIterable<Uint8Array>;
  etag: () => string;
  onlyIfAbsent?: boolean;
}

/** Opens the folder, creates it if missing, and deletes the remains of a crash. */
export async function openObjectStore(directory: string, now: () => number): Promise<ObjectStore> {
  const objects = `${directory}/objects`;
  const unfinished = `${directory}/unfinished`;
  await Deno.mkdir(objects, { recursive: true });
  await Deno.mkdir(unfinished, { recursive: true });
  await sweep(unfinished);
  const keys = new Map<string, string>();
  const pathOf = (key: string) => `${objects}/${createHash("sha256").update(key).digest("hex")}`;

  async function write(object: NewObject): Promise<ObjectMetadata> {
    const draft = `${unfinished}/${crypto.randomUUID()}`;
    const { key, headers } = object;
    try {
      const metadata = await writeObjectFile(
        draft,
        object.chunks,
        (bytes) => ({ key, bytes, etag: object.etag(), modifiedAt: now(), headers }),
      );
      await publish(draft, pathOf(key), object.onlyIfAbsent ?? false);
      return metadata;
    } finally {
      await removeIfPresent(draft);
    }
  }

  async function list(prefix: string, after: string, limit: number): Promise<ObjectMetadata[]> {
    const found = (await allKeys(objects, keys))
      .filter((key) => key.startsWith(prefix) && compareKeys(key, after) > 0)
      .sort(compareKeys);
    const page: ObjectMetadata[] = [];
    while (found.length > 0 && page.length < limit) {
      const batch = found.splice(0, Math.min(OPEN_FILES_MAX, limit - page.length));
      const read = await Promise.all(batch.map((key) => readMetadata(pathOf(key))));
      page.push(...read.filter((metadata) => metadata !== null));
    }
    return page;
  }

  return {
    open: (key) => openObjectFile(pathOf(key)),
    write,
    delete: (key) => removeIfPresent(pathOf(key)),
    list,
  };
}

// A link, unlike a rename, never replaces: two writers cannot both be the first.
async function publish(draft: string, path: string, onlyIfAbsent: boolean): Promise<void> {
  if (!onlyIfAbsent) return await Deno.rename(draft, path);
  await Deno.link(draft, path).catch((error) => {
    if (error instanceof Deno.errors.AlreadyExists) throw new S3Error("PreconditionFailed");
    throw error;
  });
}

// The key behind a file name never changes, so each file is opened for it only once. The list of
// files is read anew each time, because another process may write to the folder too.
async function allKeys(objects: string, known: Map<string, string>): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(objects), ({ name }) => name);
  const present = new Set(names);
  for (const name of known.keys()) if (!present.has(name)) known.delete(name);
  for (const name of names) {
    if (known.has(name)) continue;
    const metadata = await readMetadata(`${objects}/${name}`);
    if (metadata) known.set(name, metadata.key);
  }
  return [...known.values()];
}

async function readMetadata(path: string): Promise<ObjectMetadata | null> {
  using object = await openObjectFile(path);
  return object?.metadata ?? null;
}

/**
 * Compares keys in S3's order, by UTF-8 bytes, which is the order of code points. `<` compares
 * UTF-16 units, which differs beyond the BMP.
 */
export function compareKeys(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  if (i > 0 && isLowSurrogate(a, i) && isLowSurrogate(b, i)) i--;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}

function isLowSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}

async function sweep(unfinished: string): Promise<void> {
  for await (const { name } of Deno.readDir(unfinished)) {
    const path = `${unfinished}/${name}`;
    const touchedAt = (await unlessAbsent(Deno.stat(path)))?.mtime?.getTime() ?? 0;
    if (touchedAt < Date.now() - ABANDONED_AFTER_MILLISECONDS) await removeIfPresent(path);
  }
}

async function removeIfPresent(path: string): Promise<void> {
  await unlessAbsent(Deno.remove(path, { recursive: true }));
}
