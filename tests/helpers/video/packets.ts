import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputTrack,
  MATROSKA,
  MkvOutputFormat,
  MP4,
  Mp4OutputFormat,
  Output,
  QTFF,
} from "mediabunny";

/** Everything that a player learns from a file. */
export interface Played {
  width: number;
  height: number;
  /** In degrees, clockwise. */
  rotation: number;
  durationMs: number;
  pictures: EncodedPacket[];
  sounds: EncodedPacket[];
  tracks: number;
}

/** Reads a finished file as a player does. */
export async function play(file: Uint8Array): Promise<Played> {
  using input = new Input({ source: new BufferSource(file), formats: [MP4, QTFF, MATROSKA] });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  return {
    width: await video!.getDisplayWidth(),
    height: await video!.getDisplayHeight(),
    rotation: await video!.getRotation(),
    durationMs: Math.round(await input.computeDuration() * 1000),
    pictures: await packetsOf(video!),
    sounds: audio ? await packetsOf(audio) : [],
    tracks: (await input.getTracks()).length,
  };
}

/** Writes the packets of a file into another container. */
export async function rewrap(
  file: Uint8Array,
  format: "mkv" | "fragmented",
  codec: "avc" | "vp9" = "avc",
): Promise<Uint8Array<ArrayBuffer>> {
  using input = new Input({ source: new BufferSource(file), formats: [MP4, QTFF] });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  const target = new BufferTarget();
  const output = new Output({
    target,
    format: format === "mkv"
      ? new MkvOutputFormat()
      : new Mp4OutputFormat({ fastStart: "fragmented", minimumFragmentDuration: 0.2 }),
  });
  const [pictures, sound] = [
    new EncodedVideoPacketSource(codec),
    new EncodedAudioPacketSource("aac"),
  ];
  output.addVideoTrack(pictures);
  output.addAudioTrack(sound);
  await output.start();
  const decoderConfig = (await video!.getDecoderConfig())!;
  const { codedWidth, codedHeight } = decoderConfig;
  const config = codec === "avc"
    ? decoderConfig
    : { codec: "vp09.00.10.08", codedWidth: codedWidth!, codedHeight: codedHeight! };
  const audioConfig = (await audio!.getDecoderConfig())!;
  await Promise.all([
    add(await packetsOf(video!), (packet) => pictures.add(packet, { decoderConfig: config })),
    add(await packetsOf(audio!), (packet) => sound.add(packet, { decoderConfig: audioConfig })),
  ]);
  await output.finalize();
  return new Uint8Array(target.buffer!);
}

/** Repeats a clip until it takes this time. */
export async function repeat(file: Uint8Array, seconds: number): Promise<Uint8Array<ArrayBuffer>> {
  using input = new Input({ source: new BufferSource(file), formats: [MP4] });
  const video = (await input.getPrimaryVideoTrack())!;
  const target = new BufferTarget();
  const output = new Output({ target, format: new Mp4OutputFormat({ fastStart: "in-memory" }) });
  const pictures = new EncodedVideoPacketSource("avc");
  output.addVideoTrack(pictures);
  await output.start();
  const decoderConfig = (await video.getDecoderConfig())!;
  const [packets, lasts] = [await packetsOf(video), await video.computeDuration()];
  for (let round = 0; round * lasts < seconds; round++) {
    const later = packets.map((one) => one.clone({ timestamp: one.timestamp + round * lasts }));
    await add(later, (packet) => pictures.add(packet, { decoderConfig }));
  }
  await output.finalize();
  return new Uint8Array(target.buffer!);
}

async function add(
  packets: readonly EncodedPacket[],
  to: (packet: EncodedPacket) => Promise<void>,
): Promise<void> {
  for (const packet of packets) await to(packet);
}

function packetsOf(track: InputTrack): Promise<EncodedPacket[]> {
  return Array.fromAsync(new EncodedPacketSink(track).packets());
}
