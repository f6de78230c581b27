import { VideoRefused } from "../core/errors.ts";
import type { Box, BoxReader } from "./boxes.ts";

/** Samples in all fragments, and chunks of a track. */
const SAMPLES_MAX = 1_000_000;

/**
 * Refuses a track whose tables claim more samples than a video has. Twelve bytes can claim
 * billions. A reader lists them, and looks at all samples of a chunk for each of them.
 */
export function checkTables(reader: BoxReader, track: Box, framesMax: number): void {
  const [media] = reader.inside(track, "mdia");
  const [handler] = media ? reader.inside(media, "hdlr") : [];
  const [table] = media ? reader.inside(media, "minf", "stbl") : [];
  if (!handler || !table) return;
  const isVideo = reader.letters(handler, 8) === "vide";
  // Sound has up to 94 packets per second.
  const most = isVideo ? framesMax : 2 * framesMax;
  const boxes = reader.boxes(table.from, table.to);
  // Plain sound has tens of thousands of samples per second, which are all of one size.
  const hasOneSize = boxes.some((box) => box.type === "stsz" && reader.u32(box, 4) !== 0);
  const isListed = isVideo || !hasOneSize || boxes.some(({ type }) => type === "ctts");
  for (const box of boxes) {
    if (box.type === "stsc") check(largest(reader, box, 0), SAMPLES_MAX);
    if (!isListed) continue;
    if (box.type === "stsc") check(largest(reader, box, 4), most);
    if (box.type === "stsz" || box.type === "stz2") check(reader.u32(box, 8), most);
    if (box.type === "stts" || box.type === "ctts") check(sumOfRuns(reader, box), most);
  }
}

/** Adds the samples of a fragment to those before. Refuses too many. */
export function checkFragment(reader: BoxReader, before: number): number {
  let sum = before;
  for (const { type, from, to } of reader.boxes()) {
    if (type !== "traf") continue;
    for (const run of reader.boxes(from, to)) {
      if (run.type === "trun") sum += reader.u32(run, 4);
    }
  }
  check(sum, SAMPLES_MAX);
  return sum;
}

function check(count: number, most: number): void {
  if (count <= most) return;
  throw new VideoRefused(
    `The video claims ${count.toLocaleString("en")} pictures or samples; ` +
      `at most ${most.toLocaleString("en")} are accepted`,
  );
}

function sumOfRuns(reader: BoxReader, box: Box): number {
  let sum = 0;
  for (let at = 8; box.from + at < box.to; at += 8) sum += reader.u32(box, at);
  return sum;
}

/** Returns the largest first chunk of an entry, or, four bytes later, of its samples per chunk. */
function largest(reader: BoxReader, box: Box, offset: 0 | 4): number {
  let most = 0;
  for (let at = 8 + offset; box.from + at < box.to; at += 12) {
    most = Math.max(most, reader.u32(box, at));
  }
  return most;
}
