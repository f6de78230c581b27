import { Cursor, latin1 } from "../../core/cursor.ts";
import { boxes, contents, openFullBox } from "./boxes.ts";

/** Returns the number of frames that the contents of a `moov` box claim, or 1. */
export function countFrames(moov: Uint8Array): number {
  let frames = 1;
  for (const { type, bytes } of boxes(new Cursor(moov))) {
    if (type === "trak") frames = Math.max(frames, picturesIn(bytes));
  }
  return frames;
}

/** Returns the number of pictures in a track. Tracks of video and sound have none. */
function picturesIn(track: Uint8Array): number {
  const media = inside(inside(new Map([["trak", track]]), "trak"), "mdia");
  const handler = media.get("hdlr");
  if (!handler || latin1(handler.subarray(8, 12)) !== "pict") return 0;
  const sizes = inside(inside(media, "minf"), "stbl").get("stsz");
  if (!sizes) return 0;
  const { cursor } = openFullBox(sizes);
  cursor.u32();
  return cursor.u32();
}

function inside(outer: Map<string, Uint8Array>, type: string): Map<string, Uint8Array> {
  const bytes = outer.get(type);
  return bytes ? contents(boxes(new Cursor(bytes))) : new Map();
}
