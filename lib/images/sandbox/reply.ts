import { z } from "zod";
import { ImageRefused, ImageWorkerDied } from "../core/errors.ts";
import { PICTURE_FORMATS } from "../core/format.ts";
import type { Frame } from "../core/frames.ts";
import { type ProcessedImage, VARIANT_NAMES } from "../core/picture.ts";

const size = { width: z.int().positive(), height: z.int().positive() };

/** Two types of each name, at most. */
const VARIANTS_MAX = 2 * VARIANT_NAMES.length;

// A sandbox under a hostile picture's control could send anything.
const replyHead = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("refused"), message: z.string().max(500) }),
  z.strictObject({ outcome: z.literal("died"), message: z.string().max(500) }),
  z.strictObject({
    outcome: z.literal("made"),
    /** Memory of the sandbox afterwards. */
    residentBytes: z.int().nonnegative(),
    picture: z.strictObject({
      kind: z.enum(["image", "gif"]),
      format: z.enum(PICTURE_FORMATS),
      ...size,
      thumbhash: z.base64().max(100),
      dominantColor: z.string().regex(/^#[0-9a-f]{6}$/),
      camera: z.string().max(100).exactOptional(),
      takenAt: z.iso.datetime().exactOptional(),
      takenAtLocal: z.iso.datetime({ local: true }).exactOptional(),
      frames: z.int().positive(),
      variants: z.array(z.strictObject({
        name: z.enum(VARIANT_NAMES),
        ...size,
        contentType: z.string().startsWith("image/"),
      })).max(VARIANTS_MAX),
    }),
  }),
]);

/** A picture, and the sandbox's memory after making it. */
export interface Made {
  picture: ProcessedImage;
  residentBytes: number;
}

/** Returns the reply of a sandbox that made a picture. */
export function madeFrame(picture: ProcessedImage, residentBytes: number): Frame {
  const variants = picture.variants.map(({ bytes: _, ...variant }) => variant);
  return {
    head: { outcome: "made", residentBytes, picture: { ...picture, variants } },
    files: picture.variants.map(({ bytes }) => bytes),
  };
}

/**
 * Returns the reply of a sandbox that failed. If the file is not at fault, it counts as a death.
 */
export function failedFrame(error: unknown): Frame {
  const outcome = error instanceof ImageRefused ? "refused" : "died";
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  return { head: { outcome, message }, files: [] };
}

/** Returns a sandbox's result, or throws the failure that it reports. */
export function readReply({ head, files }: Frame): Made {
  const reply = replyHead.safeParse(head);
  if (!reply.success) {
    throw new ImageWorkerDied("The sandbox answered nonsense", { cause: reply.error });
  }
  const { data } = reply;
  if (data.outcome === "refused") throw new ImageRefused(data.message);
  if (data.outcome === "died") throw new ImageWorkerDied(data.message);
  const { variants } = data.picture;
  if (variants.length !== files.length) throw new ImageWorkerDied("The sandbox answered nonsense");
  return {
    picture: { ...data.picture, variants: variants.map((v, i) => ({ ...v, bytes: files[i]! })) },
    residentBytes: data.residentBytes,
  };
}
