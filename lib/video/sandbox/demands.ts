import type { InputAudioTrack, InputVideoTrack } from "mediabunny";
import type { Demands, VideoFacts } from "../core/facts.ts";

/** Baseline, Main and High, with 8 bits a colour and 4:2:0. */
const PROFILES = ["42", "4d", "64"];
/** Level 5.1. */
const LEVEL_MAX = 51;
const CHANNELS_MAX = 6;
/** A little over the round number, because phones write 60.02. */
const RATE_TOLERANCE = 1.02;

/** Tells people how they get a file that every server accepts. */
export const H264_ONLY =
  "This server accepts H.264 videos only. Export it as MP4 (H.264, AAC); on " +
  "an iPhone: Settings, Camera, Formats, Most Compatible";

/** Returns the first reason why browsers may not play the coded tracks, or null. */
export async function unplayable(
  video: InputVideoTrack,
  audio: InputAudioTrack | null,
): Promise<string | null> {
  const codec = await video.getCodecParameterString() ?? "";
  const [, profile = "", level = ""] = /^avc1\.(..)..(..)$/i.exec(codec) ?? [];
  if (!PROFILES.includes(profile.toLowerCase()) || parseInt(level, 16) > LEVEL_MAX) {
    return H264_ONLY;
  }
  const { num, den } = await video.getPixelAspectRatio();
  if (num !== den || await video.getFlip() || await video.hasHighDynamicRange()) return H264_ONLY;
  if (audio === null) return null;
  const sound = await audio.getCodecParameterString() ?? "";
  if (!/^mp4a\.40\.(2|5|29)$/.test(sound) || await audio.getNumberOfChannels() > CHANNELS_MAX) {
    return `${H264_ONLY}. Its sound must be AAC`;
  }
  return null;
}

/** Returns the first demand that the file is too large or too fast for, or null. */
export function unmetBy(
  facts: VideoFacts,
  bytes: number,
  { sidePixels, framesPerSecond, bitsPerSecond }: Demands,
): string | null {
  const megabits = (bits: number) => `${(bits / 1_000_000).toFixed(1)} Mbit/s`;
  const bits = bytes * 8 / (facts.durationMs / 1000);
  if (Math.max(facts.width, facts.height) > sidePixels) {
    return `This server accepts videos of at most ${sidePixels} pixels a side; ` +
      `this one is ${facts.width} × ${facts.height}. Export it smaller`;
  }
  if (facts.framesPerSecond > framesPerSecond * RATE_TOLERANCE) {
    return `This server accepts videos of at most ${framesPerSecond} pictures per second; ` +
      `this one has ${Math.round(facts.framesPerSecond)}. Export it with fewer`;
  }
  if (bits > bitsPerSecond) {
    return `This server accepts videos of at most ${megabits(bitsPerSecond)}; ` +
      `this one has ${megabits(bits)}. Export it with a lower quality`;
  }
  return null;
}
