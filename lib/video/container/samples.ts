import { VideoRefused } from "../core/errors.ts";
import type { Box, BoxReader } from "./boxes.ts";

/** Samples that a track or all fragments list one by one, and chunks of them. */
const SAMPLES_MAX = 1_000_000;

/**
 * Refuses a track whose tables claim more samples than a video has. Twelve bytes can claim
 * billions, which a reader would then list.
 */
export function checkTables(reader: BoxReader, track: Box, framesMax: number): void {
  const [media] = reader.inside(track, "mdia");
  const [handler] = media ? reader.inside(media, "hdlr") : [];
  const [table] = media ? reader.inside(media, "minf", "stbl") : [];
  if (!handler || !table) return;
  const isVideo = reader.letters(handler, 8) === "vide";
  const boxes = reader.boxes(table.from, table.to);
  // Plain sound has tens of thousands of samples a second. Nobody lists them without offsets.
  const isListed = isVideo || boxes.some(({ type }) => type === "ctts");
  const most = isVideo ? framesMax : SAMPLES_MAX;
  for (const box of boxes) {
    const isTimes = box.type === "stts" || box.type === "ctts";
    if (isTimes && isListed) check(sumOfRuns(reader, box), most);
    if (box.type === "stsz" && reader.u32(box, 4) === 0) check(reader.u32(box, 8), most);
    if (box.type === "stsz" && isVideo || box.type === "stz2") check(reader.u32(box, 8), most);
    if (box.type === "stsc") check(lastChunk(reader, box), SAMPLES_MAX);
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

/** Sound is listed chunk by chunk, up to the last chunk that the table names. */
function lastChunk(reader: BoxReader, box: Box): number {
  let last = 0;
  for (let at = 8; box.from + at < box.to; at += 12) last = Math.max(last, reader.u32(box, at));
  return last;
}
