import { Buffer } from "node:buffer";
import type { CommentPlace } from "../../db/comments/lists.ts";

const ID_BYTES = 16;

/** The text of a place in a post's comments, as a cursor carries it. */
export function placeText({ first, taken, before }: CommentPlace): string {
  const ids = Buffer.from(first.join("").replaceAll("-", ""), "hex").toString("base64url");
  return `${ids}.${taken}.${before ?? ""}`;
}

/** The place that a text of {@link placeText} stands for. */
export function placeIn(text: string): CommentPlace {
  const [ids, taken, before] = text.split(".") as [string, string, string];
  const bytes = Buffer.from(ids, "base64url");
  const first = Array.from({ length: bytes.length / ID_BYTES }, (_, index) => {
    const hex = bytes.subarray(index * ID_BYTES, (index + 1) * ID_BYTES).toString("hex");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  });
  return { first, taken: Number(taken), before: before === "" ? null : before };
}
