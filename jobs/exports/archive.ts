import { configure, ZipWriter } from "@zip.js/zip.js";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Context } from "../../context/mod.ts";
import { EXPORTED_KINDS } from "../../db/exports/kinds.ts";
import { exportMessages, listExportedConversations } from "../../db/exports/messages.ts";
import {
  type ExportedMedia,
  exportMedia,
  exportPosts,
  exportProfile,
} from "../../db/exports/own.ts";
import { FIRST_ID, type UserId } from "../../domain/ids.ts";
import { piecesOf, writeFile } from "../../lib/work/files.ts";
import { extensionOf } from "../../lib/images/mod.ts";

/** The version of the files' format. It increases when readers have to notice a change. */
const SCHEMA_VERSION = 1;
const PAGE = 200;

/** A file of an archive, as its manifest lists it. */
interface ArchiveFile {
  name: string;
  bytes: number;
  sha256: string;
  /** The number of items in a list. */
  count?: number;
}

/** Streams an archive of all data about a user. If making it fails, reading it fails. */
export function exportArchive(
  ctx: Context,
  userId: UserId,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  configure({ useWebWorkers: false });
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  writeArchive(ctx, userId, writable, signal).catch((error) =>
    writable.abort(error).catch(() => {})
  );
  return readable;
}

async function writeArchive(
  { sql, storage, videos }: Context,
  userId: UserId,
  writable: WritableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  // No file name comes from a person: all are ours, or ids.
  const zip = new ZipWriter(writable, { keepOrder: true, extendedTimestamp: false });
  const files: ArchiveFile[] = [];
  const add = async (name: string, content: AsyncIterable<Uint8Array>, level: number) => {
    signal.throwIfAborted();
    const hash = createHash("sha256");
    let bytes = 0;
    const counted = ReadableStream.from(content).pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          hash.update(chunk);
          bytes += chunk.length;
          controller.enqueue(chunk);
        },
      }),
    );
    await zip.add(name, counted, { level, signal });
    const file: ArchiveFile = { name, bytes, sha256: hash.digest("hex") };
    files.push(file);
    return file;
  };
  const addList = async (kind: string, list: ListPage) => {
    const counter = { count: 0 };
    const file = await add(`${kind}.json`, jsonList(list, counter), 6);
    file.count = counter.count;
  };

  await add("profile.json", json(await exportProfile(sql, userId)), 6);
  await addList("posts", (after) => exportPosts(sql, userId, after, PAGE));
  await addList("media", async (after) => {
    const media = await exportMedia(sql, userId, after, PAGE);
    return media.map((one) => ({ ...one, item: { ...one.item, file: fileOf(one) } }));
  });
  for (const [kind, list] of Object.entries(EXPORTED_KINDS)) {
    await addList(kind, (after) => list(sql, userId, after, PAGE));
  }
  for await (
    const one of everything((after) => listExportedConversations(sql, userId, after, PAGE))
  ) {
    const list: ListPage = (after) => exportMessages(sql, userId, one, after, PAGE);
    await addList(`messages/${one.place}`, list);
  }
  for await (const media of everything((after) => exportMedia(sql, userId, after, PAGE))) {
    const name = fileOf(media);
    const { original } = media;
    if (name === null || original === null) continue;
    await using folder = await videos.folders.make();
    const path = join(folder.path, "original");
    const write = (body: AsyncIterable<Uint8Array>) => writeFile(path, body);
    const found = await storage.stream(original.key, original.bytes, write);
    // A picture that was deleted meanwhile is left out; the manifest lists the existing files.
    if (found !== null) await add(name, piecesOf(path), 0);
  }
  const manifest = {
    schemaVersion: SCHEMA_VERSION,
    createdAt: new Date().toISOString(),
    userId,
    files: [...files],
  };
  await add("manifest.json", json(manifest), 6);
  await zip.close();
}

type ListPage = (after: string) => Promise<{ place: string; item: unknown }[]>;

async function* everything<T extends { place: string }>(
  list: (after: string) => Promise<T[]>,
): AsyncGenerator<T> {
  for (let page = await list(FIRST_ID); page.length > 0; page = await list(page.at(-1)!.place)) {
    yield* page;
  }
}

async function* jsonList(list: ListPage, counter: { count: number }): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const { item } of everything(list)) {
    yield encoder.encode((counter.count++ === 0 ? "[\n" : ",\n") + JSON.stringify(item));
  }
  yield encoder.encode(counter.count === 0 ? "[]\n" : "\n]\n");
}

function json(value: unknown): AsyncGenerator<Uint8Array> {
  return once(new TextEncoder().encode(JSON.stringify(value, null, 2) + "\n"));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** Returns the path of a picture in the archive. */
function fileOf({ place, original }: ExportedMedia): string | null {
  return original && `media/${place}.${extensionOf(original.contentType)}`;
}
