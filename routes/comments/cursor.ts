import { Buffer } from "node:buffer";
import type { CommentPlace } from "../../db/comments/lists.ts";
import { bytesOfUuid, UUID_BYTES, uuidOfBytes } from "../../lib/uuid.ts";

/** Returns a place in a post's comments as text for a cursor. */
export function placeText({ first, taken, before }: CommentPlace): string {
  const ids = Buffer.concat(first.map(bytesOfUuid)).toString("base64url");
  return `${ids}.${taken}.${before ?? ""}`;
}

/** Returns the place of a text that {@link placeText} made. */
export function placeIn(text: string): CommentPlace {
  const [ids, taken, before] = text.split(".") as [string, string, string];
  const bytes = Buffer.from(ids, "base64url");
  const first = Array.from(
    { length: bytes.length / UUID_BYTES },
    (_, index) => uuidOfBytes(bytes.subarray(index * UUID_BYTES, (index + 1) * UUID_BYTES)),
  );
  return { first, taken: Number(taken), before: before === "" ? null : before };
}
