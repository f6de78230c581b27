import type { Context } from "../../context/mod.ts";
import type { MediaWork } from "../../db/media/claims.ts";
import { announceObjects, type StoredVariants } from "../../db/media/processing.ts";
import { newObjectPrefix, type StoredFile, type Variant } from "../../domain/media/media.ts";
import { extensionOf, type ImageVariant } from "../../lib/images/mod.ts";
import type { HlsFiles, VideoFile } from "../../lib/video/core/video.ts";
import { type Content, copyObject, putObject } from "./objects.ts";

/** The files made from a picture or a video. */
export interface MadeFiles {
  files: readonly (ImageVariant | VideoFile)[];
  hls?: HlsFiles | undefined;
}

/** An object to store, and its content. */
type Planned<T extends StoredFile> = readonly [T, Content];

/**
 * Writes the variants of a picture or a video to the placement for its audience; the original is
 * always private. Each attempt has keys of its own: one that was taken over, and still writes,
 * brings no deleted object back. Only the first has those that were announced with the upload.
 * Throws {@link LeaseLost} when `lost` aborts.
 */
export async function storeVariants(
  ctx: Context,
  work: MediaWork,
  made: MadeFiles,
  lost: AbortSignal,
): Promise<StoredVariants> {
  const placement = work.wantedPlacement;
  const isFirst = work.status === "processing" && work.attempts === 1;
  const isAnnounced = isFirst && work.objectPrefix.startsWith(`${placement}/`);
  const objectPrefix = isAnnounced ? work.objectPrefix : newObjectPrefix(placement);
  const originalPrefix = newObjectPrefix("private");
  const variants = made.files.map((file): Planned<Variant> => {
    const { name, width, height, contentType } = file;
    const key = keyOf(name === "original" ? originalPrefix : objectPrefix, file);
    const [bytes, content] = "path" in file
      ? [file.bytes, { path: file.path }]
      : [file.bytes.length, { bytes: file.bytes }];
    return [{ name, width, height, contentType, key, bytes }, content];
  });
  const stream = made.hls && placement === "public"
    ? planStream(objectPrefix, made.hls, made.files)
    : { playlist: [], files: [] };
  const planned = [...variants, ...stream.files, ...stream.playlist];
  await announceObjects(ctx.sql, work, planned.map(([object]) => object.key));
  for (const [object, content] of planned) await putObject(ctx, work, object, content, lost);
  return {
    objectPrefix,
    placement,
    variants: [...variants, ...stream.playlist].map(([variant]) => variant),
    files: stream.files.map(([file]) => file),
  };
}

/** Plans the objects of a playlist. Their names stay, because they refer to each other by name. */
function planStream(
  prefix: string,
  { folder, playlist, files }: HlsFiles,
  made: MadeFiles["files"],
): { playlist: Planned<Variant>[]; files: Planned<StoredFile>[] } {
  const planned = files.map(({ path, contentType, bytes }): Planned<StoredFile> => [
    { key: `${prefix}/hls/${path}`, contentType, bytes },
    { path: `${folder}/${path}` },
  ]);
  const isMain = ([{ key }]: Planned<StoredFile>) => key === `${prefix}/hls/${playlist}`;
  const [main] = planned.filter(isMain);
  const videos = made.filter(({ name }) => name.startsWith("video"));
  const { width, height } = videos.reduce((one, other) => other.width > one.width ? other : one);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    playlist: [[{ ...main![0], name: "hls", width, height, bytes }, main![1]]],
    files: planned.filter((one) => !isMain(one)),
  };
}

/**
 * Copies all variants except the original to the placement for the present audience. Playlists are
 * left out: storage signs no addresses inside of them, so they are for the public alone. A later
 * change of the audience does not make them again. Throws {@link LeaseLost} when `lost`
 * aborts.
 */
export async function copyVariants(
  ctx: Context,
  work: MediaWork,
  lost: AbortSignal,
): Promise<StoredVariants> {
  const placement = work.wantedPlacement;
  const objectPrefix = newObjectPrefix(placement);
  const moved = work.variants.filter(({ name }) => name !== "original" && name !== "hls");
  const copies = moved.map((variant) => ({ ...variant, key: keyOf(objectPrefix, variant) }));
  await announceObjects(ctx.sql, work, copies.map((variant) => variant.key));
  for (const [index, copy] of copies.entries()) {
    await copyObject(ctx, moved[index]!.key, copy, lost);
  }
  const originals = work.variants.filter((variant) => variant.name === "original");
  return { objectPrefix, placement, variants: [...copies, ...originals], files: [] };
}

/** Returns the key of a variant among the objects of one attempt. */
export function keyOf(
  prefix: string,
  { name, contentType }: Pick<Variant, "name" | "contentType">,
): string {
  return `${prefix}/${name}.${extensionOf(contentType)}`;
}
