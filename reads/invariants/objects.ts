import type { MediaId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import {
  findUnnamedObjects,
  listObjectReferences,
  type ObjectReference,
} from "../../db/operations/object_references.ts";
import type { CheckScope, DriftReport } from "./report.ts";

const ASKED_AT_ONCE = 8;
const KEYS_A_LOOK = 500;
const FOLDERS = ["public", "private", "uploads"];

/** Looks for the objects of these pictures in storage. */
export async function checkReferences(
  ctx: Context,
  mediaIds: readonly MediaId[],
  report: DriftReport,
): Promise<void> {
  report.checked.media += mediaIds.length;
  const missing = await notStored(ctx, await listObjectReferences(ctx.sql, mediaIds));
  if (missing.length === 0) return;
  // Objects may have been moved or deleted meanwhile. Only those still referenced are missing.
  const now = new Set(
    (await listObjectReferences(ctx.sql, missing.map(({ mediaId }) => mediaId)))
      .map(({ key }) => key),
  );
  report.add(
    missing.filter(({ key }) => now.has(key))
      .map(({ mediaId, key }) => ({ what: "media.missing", id: mediaId, kept: key, real: null })),
  );
}

async function notStored(
  { storage }: Context,
  references: readonly ObjectReference[],
): Promise<ObjectReference[]> {
  const missing: ObjectReference[] = [];
  for (let from = 0; from < references.length; from += ASKED_AT_ONCE) {
    const asked = references.slice(from, from + ASKED_AT_ONCE);
    const found = await Promise.all(asked.map(({ key }) => storage.head(key)));
    missing.push(...asked.filter((_, index) => found[index] === null));
  }
  return missing;
}

/** Looks for unreferenced objects in storage: in all of it, or in a random part. */
export async function checkObjects(
  ctx: Context,
  scope: CheckScope,
  signal: AbortSignal,
  report: DriftReport,
): Promise<void> {
  // Keys are random below their folder, so those with one first digit are a random sample.
  const digit = Math.floor(Math.random() * 16).toString(16);
  const prefixes = scope === "all" ? [""] : FOLDERS.map((folder) => `${folder}/${digit}`);
  for (const prefix of prefixes) {
    let keys: string[] = [];
    for await (const { key } of ctx.storage.list(prefix)) {
      keys.push(key);
      if (keys.length < KEYS_A_LOOK) continue;
      signal.throwIfAborted();
      await checkKeys(ctx, keys, report);
      keys = [];
      if (scope === "sample") break;
    }
    await checkKeys(ctx, keys, report);
  }
}

async function checkKeys(ctx: Context, keys: readonly string[], report: DriftReport) {
  report.checked.objects += keys.length;
  for (const key of await findUnnamedObjects(ctx.sql, keys)) {
    // The object was deleted after it was listed, and its reference then removed: this is no drift.
    if (await ctx.storage.head(key) === null) continue;
    report.add([{ what: "storage.unnamed", id: key, kept: key, real: null }]);
  }
}
