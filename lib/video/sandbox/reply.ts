import { z } from "zod";
import { VideoRefused, VideoWorkerDied } from "../core/errors.ts";
import type { Inspected } from "../core/facts.ts";
import type { SandboxMessage } from "./messages.ts";

// A sandbox under a hostile file's control could send anything.
const message = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("working"), share: z.number().min(0).max(1) }),
  z.strictObject({ outcome: z.literal("refused"), message: z.string().max(500) }),
  z.strictObject({ outcome: z.literal("died"), message: z.string().max(500) }),
  z.strictObject({
    outcome: z.literal("inspected"),
    facts: z.strictObject({
      format: z.enum(["MP4", "MOV", "WEBM"]),
      width: z.int().positive(),
      height: z.int().positive(),
      durationMs: z.int().positive(),
      framesPerSecond: z.number().nonnegative(),
      hasAudio: z.boolean(),
      isHdr: z.boolean(),
      takenAt: z.iso.datetime().exactOptional(),
      camera: z.string().max(100).exactOptional(),
    }),
    copied: z.strictObject({ bytes: z.int().positive() }).nullable(),
    unmet: z.string().max(500).nullable(),
  }),
]);

/** Reads a message. Returns the result, null for progress, or throws the failure it reports. */
export function readMessage(
  raw: unknown,
  onProgress: (share: number) => void,
): Inspected | null {
  const parsed = message.safeParse(raw);
  if (!parsed.success) throw new VideoWorkerDied("The sandbox sent nonsense");
  const data: SandboxMessage = parsed.data;
  if (data.outcome === "refused") throw new VideoRefused(data.message);
  if (data.outcome === "died") throw new VideoWorkerDied(data.message);
  if (data.outcome === "inspected") {
    return { facts: data.facts, copied: data.copied, unmet: data.unmet };
  }
  onProgress(data.share);
  return null;
}
