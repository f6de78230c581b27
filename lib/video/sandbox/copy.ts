import {
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathTarget,
  type InputAudioTrack,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
} from "mediabunny";
import { VideoRefused } from "../core/errors.ts";
import { startsDecoding, withoutMessages } from "../container/nal_units.ts";

/** Tracks to copy, and the part of them that is shown. */
export interface CopyJob {
  video: InputVideoTrack;
  audio: InputAudioTrack | null;
  path: string;
  /** Media from this second on is hidden. */
  endsAt: number;
  /** The most hidden media before the first shown picture. */
  hiddenSeconds: number;
  /** All pictures in the file. */
  frames: number;
  durationMs: number;
  onProgress(share: number): void;
}

/** Packets of sound per second: 1,024 samples each, at 96 kHz. */
const SOUND_PACKETS_A_SECOND = 94;
/** Pictures that may be decoded before one that is shown earlier. */
const REORDERED_MAX = 16;
const GAP_SECONDS_MAX = 10;

/** The file has something that players or later tools may not bear; it must be encoded again. */
export class Uncopyable extends Error {}

/**
 * Writes an MP4 with the coded packets of the tracks and nothing else of the file. Its table of
 * contents comes first. Returns the
 * second at which its pictures end. Throws {@link Uncopyable}.
 */
export async function copyTracks(job: CopyJob): Promise<number> {
  const pictures = new EncodedVideoPacketSource("avc");
  const sound = job.audio ? new EncodedAudioPacketSource("aac") : null;
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: "reserve" }),
    target: new FilePathTarget(job.path),
  });
  const rotation = await job.video.getRotation();
  output.addVideoTrack(pictures, { rotation, maximumPacketCount: job.frames });
  if (sound) {
    output.addAudioTrack(sound, { maximumPacketCount: soundPackets(job) });
  }
  await output.start();
  try {
    const lastsSeconds = await copyInOrder(job, pictures, sound);
    await output.finalize();
    return lastsSeconds;
  } catch (error) {
    await output.cancel();
    throw error;
  }
}

async function copyInOrder(
  job: CopyJob,
  pictures: EncodedVideoPacketSource,
  sound: EncodedAudioPacketSource | null,
): Promise<number> {
  const videoConfig = await job.video.getDecoderConfig();
  const audioConfig = await job.audio?.getDecoderConfig();
  if (!videoConfig?.description) throw new Uncopyable();
  const videoMeta = { decoderConfig: videoConfig };
  const audioMeta = audioConfig ? { decoderConfig: audioConfig } : {};
  const shownPictures = picturesOf(job, lengthSizeOf(videoConfig.description));
  const shownSound = job.audio ? soundOf(job.audio, job) : null;
  let [picture, packet] = [await shownPictures.next(), await shownSound?.next()];
  let lastsSeconds = 0;
  while (!picture.done || packet && !packet.done) {
    const isSoundNext = packet && !packet.done &&
      (picture.done || packet.value.timestamp < picture.value.timestamp);
    if (isSoundNext) {
      await sound!.add(packet!.value as EncodedPacket, audioMeta);
      packet = await shownSound!.next();
      continue;
    }
    const { value } = picture as IteratorYieldResult<EncodedPacket>;
    await pictures.add(value, videoMeta);
    lastsSeconds = Math.max(lastsSeconds, value.timestamp + value.duration);
    job.onProgress(Math.min(1, lastsSeconds * 1000 / job.durationMs));
    picture = await shownPictures.next();
  }
  return lastsSeconds;
}

/** Yields the shown pictures in the order of decoding. */
async function* picturesOf(job: CopyJob, lengthSize: number): AsyncGenerator<EncodedPacket> {
  const sink = new EncodedPacketSink(job.video);
  const first = await sink.getKeyPacket(0) ?? await sink.getFirstKeyPacket();
  if (!first) throw new VideoRefused("The video is cut off: its pictures are missing");
  if (!startsDecoding(first.data, lengthSize)) throw new Uncopyable();
  if (first.timestamp < -job.hiddenSeconds) throw new Uncopyable();
  const check = openPictureCheck(first, job);
  // Hidden pictures, which are needed if a shown one is decoded after them.
  let hidden: EncodedPacket[] = [];
  for await (const packet of sink.packets(first)) {
    if (packet.timestamp >= job.endsAt) {
      if (hidden.push(packet) > REORDERED_MAX) return;
      continue;
    }
    for (const needed of [...hidden, packet]) {
      const data = withoutMessages(needed.data, lengthSize);
      yield needed.clone({ ...check(needed), data, sideData: {} });
    }
    hidden = [];
  }
}

/** Returns a function that checks one picture after another, and returns its type and duration. */
function openPictureCheck(
  first: EncodedPacket,
  { frames, durationMs }: CopyJob,
): (packet: EncodedPacket) => Pick<EncodedPacket, "type" | "duration"> {
  let count = 0, before = first.timestamp, latest = -Infinity, isOver = false;
  return ({ type, timestamp, duration, data }) => {
    const isLatest = timestamp > latest;
    // Matroska does not store how long the last picture is shown.
    const isLast = duration === 0 && isLatest && !isOver;
    isOver ||= isLast;
    if (++count > frames || data.length === 0 || duration <= 0 && !isLast) throw new Uncopyable();
    if (Math.abs(timestamp - before) > GAP_SECONDS_MAX) throw new Uncopyable();
    before = timestamp;
    latest = Math.max(latest, timestamp);
    return {
      // A key picture that is shown before one that was decoded earlier begins nothing.
      type: type === "key" && isLatest ? "key" : "delta",
      duration: isLast ? durationMs / 1000 / frames : duration,
    };
  };
}

async function* soundOf(track: InputAudioTrack, job: CopyJob): AsyncGenerator<EncodedPacket> {
  const sink = new EncodedPacketSink(track);
  const start = await sink.getKeyPacket(0) ?? await sink.getFirstKeyPacket();
  if (!start) return;
  // A decoder needs one packet before the first that is heard.
  const before = await sink.getKeyPacket(start.timestamp - 0.001);
  const most = soundPackets(job);
  let count = 0, last = -Infinity;
  for await (const packet of sink.packets(before ?? start)) {
    if (packet.timestamp >= Math.min(job.endsAt, job.durationMs / 1000 + 1)) return;
    if (++count > most || packet.timestamp <= last) {
      throw new Uncopyable();
    }
    last = packet.timestamp;
    yield packet.clone({ sideData: {} });
  }
}

function soundPackets({ durationMs }: CopyJob): number {
  return Math.ceil((durationMs / 1000 + 2) * SOUND_PACKETS_A_SECOND);
}

/** Reads from the decoder's configuration (`avcC`) how many bytes a length has. */
function lengthSizeOf(description: AllowSharedBufferSource): number {
  const bytes = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
  return (bytes[4]! & 3) + 1;
}
