import type { VideoFormat } from "./video.ts";

/** Everything that is known about a video before it is decoded. */
export interface VideoFacts {
  format: VideoFormat;
  /** After rotation, in square pixels. */
  width: number;
  height: number;
  /** Of the shown part. */
  durationMs: number;
  /** On average. */
  framesPerSecond: number;
  hasAudio: boolean;
  isHdr: boolean;
  takenAt?: string;
  camera?: string;
}

/** The demands on a file whose coded pictures and sound are served as they are. */
export interface Demands {
  maxSeconds: number;
  /** The longest side of its pictures. */
  sidePixels: number;
  framesPerSecond: number;
  bitsPerSecond: number;
  /** Hidden media before the first shown picture. */
  hiddenSeconds: number;
}

/** The result of a sandbox: it copies the file if that meets all demands. */
export interface Inspected {
  facts: VideoFacts;
  /** The MP4 with the coded pictures and sound of the upload. */
  copied: { bytes: number } | null;
  /** The demand that the file does not meet, as a sentence for people. */
  unmet: string | null;
}
