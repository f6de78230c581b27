import type { Context } from "../../context/mod.ts";
import { holdMedia, type MediaWork } from "../../db/media/claims.ts";
import { recordUploadOf } from "../../db/outbox/storage_deletions.ts";
import { piecesOf } from "../../lib/work/files.ts";
import type { Placement, StoredFile } from "../../domain/media/media.ts";

/** Larger files are stored in parts, so that only one part is in memory. */
const WHOLE_BYTES_MAX = 16 * 1024 ** 2;

const CACHE_CONTROL: Record<Placement, string> = {
  public: "public, max-age=2592000, immutable",
  private: "private, max-age=2592000, immutable",
};

/** The bytes of an object, or the file that has them. */
export type Content = { bytes: Uint8Array<ArrayBuffer> } | { path: string };

/** Stores an object that was announced. Throws the reason of `lost` when that aborts. */
export async function putObject(
  ctx: Context,
  work: MediaWork,
  object: StoredFile,
  content: Content,
  lost: AbortSignal,
): Promise<void> {
  lost.throwIfAborted();
  const options = propertiesOf(object);
  if (!("path" in content)) return await ctx.storage.put(object.key, content.bytes, options);
  if (object.bytes <= WHOLE_BYTES_MAX) {
    return await ctx.storage.put(object.key, await Deno.readFile(content.path), options);
  }
  await ctx.storage.putParts(object.key, whileHeld(content.path, lost), {
    ...options,
    begun: (uploadId) => recordUploadOf(ctx.sql, object.key, uploadId),
    completing: () => holdMedia(ctx.sql, work),
  });
}

/** Copies an object inside of storage. Throws the reason of `lost` when that aborts. */
export async function copyObject(
  ctx: Context,
  from: string,
  copy: StoredFile,
  lost: AbortSignal,
): Promise<void> {
  lost.throwIfAborted();
  await ctx.storage.copy(from, copy.key, { ...propertiesOf(copy), bytes: copy.bytes });
}

/** Returns the type and the lifetime with which storage serves an object: 30 days for all. */
export function propertiesOf({ key, contentType }: Pick<StoredFile, "key" | "contentType">) {
  const placement = key.startsWith("public/") ? "public" : "private";
  return { contentType, cacheControl: CACHE_CONTROL[placement] };
}

async function* whileHeld(path: string, lost: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const piece of piecesOf(path)) {
    lost.throwIfAborted();
    yield piece;
  }
}
