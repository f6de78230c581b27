import {
  FilePathSource,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
} from "mediabunny";
import { readMovie } from "../container/movie.ts";
import { taggedFacts } from "../container/tags.ts";
import { VideoRefused } from "../core/errors.ts";
import type { Demands, Inspected, VideoFacts } from "../core/facts.ts";
import { checkExtent, checkMissing, type Extent, framesMax, TRACKS_MAX } from "../core/limits.ts";
import type { VideoFormat } from "../core/video.ts";
import { copyTracks, Uncopyable } from "./copy.ts";
import { H264_ONLY, unmetBy, unplayable } from "./demands.ts";

/** The work of a sandbox: a video to look at, and the place of its copy. */
export interface InspectJob {
  format: VideoFormat;
  input: string;
  output: string;
  demands: Demands;
}

/**
 * Reads a file's claims about itself, and copies its coded tracks into a new MP4 if it meets all
 * demands. Runs in a sandbox, because a hostile file may never finish. Throws `VideoRefused`.
 */
export async function inspect(
  { format, input: path, output, demands }: InspectJob,
  onProgress: (share: number) => void,
): Promise<Inspected> {
  Logging.level = LogLevel.Silent;
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const most = framesMax(demands.maxSeconds);
  const movie = format === "WEBM" ? null : readMovie(file, size, most);
  using input = new Input({
    source: new FilePathSource(path, { handleUnhandledError: () => {} }),
    formats: [MP4, QTFF, MATROSKA, WEBM],
  });
  const tracks = await tracksOf(input);
  const { video, audio } = tracks;
  const shown = movie?.tracks.get(video.id) ?? { endsAt: Infinity, isRearranged: false };
  const heard = audio && movie?.tracks.get(audio.id);
  const { frames, ...extent } = await extentOf(
    tracks,
    [shown.endsAt, heard?.endsAt ?? shown.endsAt],
    most,
  );
  const facts: VideoFacts = {
    format,
    ...extent,
    hasAudio: audio !== null,
    isHdr: await video.hasHighDynamicRange(),
    ...taggedFacts(await input.getMetadataTags(), movie?.createdAtMs ?? null),
  };
  checkExtent(facts, demands.maxSeconds);
  const unmet = await unplayable(video, audio) ?? unmetBy(facts, size, demands) ??
    (shown.isRearranged || heard?.isRearranged ? H264_ONLY : null);
  if (unmet !== null) return { facts, copied: null, unmet };
  try {
    const { endsAt } = shown;
    const { hiddenSeconds } = demands;
    const { durationMs } = facts;
    const job = { video, audio, path: output, endsAt, hiddenSeconds, frames, durationMs };
    const lastsSeconds = await copyTracks({ ...job, onProgress });
    checkMissing(lastsSeconds, Math.min(await video.computeDuration(), endsAt));
    return { facts, copied: { bytes: (await Deno.stat(output)).size }, unmet: null };
  } catch (error) {
    if (!(error instanceof Uncopyable)) throw error;
    return { facts, copied: null, unmet: H264_ONLY };
  }
}

interface Tracks {
  video: InputVideoTrack;
  audio: InputAudioTrack | null;
}

/** Chooses the first track of each kind, as FFmpeg does. */
async function tracksOf(input: Input): Promise<Tracks> {
  const tracks = await input.getTracks();
  if (tracks.length > TRACKS_MAX) throw new VideoRefused(`The video has over ${TRACKS_MAX} tracks`);
  const video = tracks.find((track) => track.isVideoTrack());
  if (!video) throw new VideoRefused("The file has no pictures that can be read");
  return { video, audio: tracks.find((track) => track.isAudioTrack()) ?? null };
}

async function extentOf(
  { video, audio }: Tracks,
  [videoEndsAt, audioEndsAt]: readonly [number, number],
  framesMax: number,
): Promise<Extent & { frames: number }> {
  const { packetCount, averagePacketRate } = await video.computePacketStats(framesMax + 1);
  const seconds = Math.max(
    Math.min(await video.computeDuration(), videoEndsAt),
    audio ? Math.min(await audio.computeDuration(), audioEndsAt) : 0,
  );
  return {
    width: await video.getDisplayWidth(),
    height: await video.getDisplayHeight(),
    durationMs: packetCount === 0 ? 0 : Math.round(seconds * 1000),
    framesPerSecond: averagePacketRate,
    frames: packetCount,
  };
}
