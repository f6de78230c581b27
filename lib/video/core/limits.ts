import { VideoRefused } from "./errors.ts";

/** The largest file. */
export const VIDEO_BYTES_MAX = 200 * 1024 * 1024;
/** The sides of a picture of the video, in either direction. */
export const LONG_SIDE_MAX = 3840, SHORT_SIDE_MAX = 2160;
/** Frames per second, on average. */
export const FRAME_RATE_MAX = 120;
/** Tracks of any kind. Only one of pictures and one of sound are used. */
export const TRACKS_MAX = 32;

/** The share of a video that may be missing at its end. */
const MISSING_SHARE_MAX = 0.25;

/** The claims of a file about its pictures and their time. */
export interface Extent {
  /** After rotation. */
  width: number;
  height: number;
  durationMs: number;
  framesPerSecond: number;
}

/** Refuses a video that would take too much work, before anything is decoded. */
export function checkExtent(extent: Extent, maxSeconds: number): void {
  const { width, height, durationMs, framesPerSecond } = extent;
  if (width < 1 || height < 1) throw new VideoRefused("The video has no size");
  if (durationMs < 1) throw new VideoRefused("The video has no pictures that can be read");
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  if (long > LONG_SIDE_MAX || short > SHORT_SIDE_MAX) {
    throw new VideoRefused(
      `The video is ${width} × ${height} pixels; ` +
        `at most ${LONG_SIDE_MAX} × ${SHORT_SIDE_MAX} are accepted`,
    );
  }
  // A player shows the last picture a little longer than the others.
  if (durationMs > maxSeconds * 1000 + 500) {
    throw new VideoRefused(
      `The video takes ${Math.ceil(durationMs / 1000)} s; at most ${maxSeconds} s are accepted`,
    );
  }
  if (framesPerSecond > FRAME_RATE_MAX + 1) {
    throw new VideoRefused(
      `The video has ${Math.round(framesPerSecond)} pictures per second; ` +
        `at most ${FRAME_RATE_MAX} are accepted`,
    );
  }
}

/** Returns the most pictures that an accepted video has. */
export function framesMax(maxSeconds: number): number {
  return (maxSeconds + 1) * (FRAME_RATE_MAX + 1);
}

/** Refuses a video of which too much is cut off to show what its owner means. */
export function checkMissing(there: number, wanted: number): void {
  const share = 1 - there / wanted;
  if (share <= MISSING_SHARE_MAX) return;
  throw new VideoRefused(`The video is cut off: ${Math.round(share * 100)} % of it is missing`);
}
