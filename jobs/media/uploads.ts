import { createHash, type Hash } from "node:crypto";
import type { Context } from "../../context/mod.ts";
import type { MediaWork } from "../../db/media/claims.ts";
import { ImageRefused } from "../../lib/images/mod.ts";
import { writeFile } from "../../lib/work/files.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { VideoRefused } from "../../lib/video/core/errors.ts";

type Announced = Pick<MediaWork, "declaredBytes" | "sha256">;

/** Reads an uploaded picture once: these bytes are checked, and all variants are made from them. */
export async function readUpload(
  ctx: Context,
  work: MediaWork,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await ctx.storage.get(work.uploadKey, ctx.config.MAX_UPLOAD_BYTES);
  const fault = bytes === null
    ? MISSING
    : faultOf(work, { bytes: bytes.length, sha256: () => sha256(bytes).toHex() });
  if (fault !== null) throw new ImageRefused(fault);
  return bytes!;
}

/** Writes an uploaded video into a file, piece by piece, and checks it like {@link readUpload}. */
export async function downloadUpload(
  ctx: Context,
  work: MediaWork,
  path: string,
  stop: AbortSignal,
): Promise<void> {
  const found = await ctx.storage.stream(work.uploadKey, work.declaredBytes, async (body) => {
    const hash = createHash("sha256");
    const bytes = await writeFile(path, checked(body, hash, stop));
    return { bytes, sha256: () => hash.digest("hex") };
  });
  const fault = found === null ? MISSING : faultOf(work, found);
  if (fault !== null) throw new VideoRefused(fault);
}

const MISSING = "The upload is not there any more";

function faultOf(
  { declaredBytes, sha256 }: Announced,
  found: { bytes: number; sha256(): string },
): string | null {
  if (found.bytes !== declaredBytes) {
    return `The upload has ${found.bytes} bytes, but ${declaredBytes} were announced`;
  }
  const isOther = sha256 !== null && found.sha256() !== sha256;
  return isOther ? "The upload does not have the checksum that was announced" : null;
}

async function* checked(
  body: AsyncIterable<Uint8Array>,
  hash: Hash,
  stop: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const piece of body) {
    stop.throwIfAborted();
    hash.update(piece);
    yield piece;
  }
}
