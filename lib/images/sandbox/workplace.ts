import { ImageRefused, ImageWorkerDied } from "../core/errors.ts";
import type { PictureEdit } from "../core/edit.ts";
import { readReply } from "./reply.ts";
import type { ProcessedImage } from "../core/picture.ts";
import type { Sandbox } from "./sandbox.ts";

/** The reason of failures after the processor was disposed. */
export const STOPPING = "The server is stopping";
const IDLE_MS = 30_000;
const PICTURES_MAX = 200;
/** Larger sandboxes end after a picture, which returns the memory that codecs took. */
const RESIDENT_BYTES_MAX = 512 << 20;

/**
 * Owns one sandbox: starts it when needed, reuses it while it is healthy, replaces it when it died.
 */
export interface Workplace {
  make(bytes: Uint8Array, edit: PictureEdit): Promise<ProcessedImage>;
  close(): Promise<void>;
}

/** Opens a workplace without a sandbox yet. */
export function openWorkplace(open: () => Sandbox, limits: { deadlineMs: number }): Workplace {
  let sandbox: Sandbox | null = null;
  let pictures = 0;
  let closed = false;
  let idle: ReturnType<typeof setTimeout> | undefined;

  const clear = async (reason: string): Promise<void> => {
    clearTimeout(idle);
    const ending = sandbox;
    sandbox = null;
    pictures = 0;
    await ending?.end(reason);
  };
  const keep = () => {
    idle = setTimeout(() => clear("idle"), IDLE_MS);
    Deno.unrefTimer(idle);
  };

  return {
    make: async (bytes, edit) => {
      clearTimeout(idle);
      if (sandbox && !sandbox.alive()) await clear("dead");
      if (closed) throw new ImageWorkerDied(STOPPING);
      const used = sandbox ??= open();
      const deadline = setTimeout(
        () => used.end(`The picture took longer than ${limits.deadlineMs / 1000} s`),
        limits.deadlineMs,
      );
      try {
        const { picture, residentBytes } = readReply(await used.render(bytes, edit));
        if (++pictures >= PICTURES_MAX || residentBytes > RESIDENT_BYTES_MAX) await clear("worn");
        return picture;
      } catch (error) {
        if (!(error instanceof ImageRefused)) await clear("dead");
        throw error;
      } finally {
        clearTimeout(deadline);
        if (sandbox) keep();
      }
    },
    close: () => {
      closed = true;
      return clear(STOPPING);
    },
  };
}
