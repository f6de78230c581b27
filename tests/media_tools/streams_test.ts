import { assert, assertEquals } from "@std/assert";
import { latin1, parse } from "../helpers/video/boxes.ts";
import { FFMPEG, make, scene, tone, transcode } from "../helpers/video/ffmpeg.ts";
import { play } from "../helpers/video/packets.ts";
import { join } from "../helpers/media/picture_bytes.ts";

const X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
const MINUTE = 61;

Deno.test("a video of over a minute is also a stream in all sizes up to its own", async () => {
  const file = await make("a.mp4", ...scene("1280x720", MINUTE, 2), ...tone(MINUTE), ...X264);
  const { hls, stream, files, contents } = await transcode(file);
  assertEquals(files.map(({ name, height }) => [name, height]), [["video", 720]]);
  // The file is a copy; the stream has key pictures of its own.
  assertEquals((await play(contents[0]!)).pictures.length, 2 * MINUTE);
  const text = (path: string) => latin1(stream[path]!);
  const sizes = text(hls!.playlist).split("\n").filter((line) => line.startsWith("#EXT-X-STREAM"));
  const known =
    /^#EXT-X-STREAM-INF:BANDWIDTH=\d+,RESOLUTION=(\d+x\d+),CODECS="avc1\.6400[0-9a-f]{2},mp4a\.40\.2"$/;
  assertEquals(sizes.map((line) => known.exec(line)?.[1]), ["1280x720", "854x480"]);
  const named = new Set([hls!.playlist]);
  const durations: string[][] = [];
  for (const list of text(hls!.playlist).split("\n").filter((line) => /^[^#]/.test(line))) {
    named.add(list);
    const lines = text(list).split("\n");
    named.add(/URI="(.*)"/.exec(text(list))![1]!);
    lines.filter((line) => /^[^#]/.test(line)).forEach((part) => named.add(part));
    durations.push(lines.filter((line) => line.startsWith("#EXTINF")));
    assert(text(list).endsWith("#EXT-X-ENDLIST\n"));
  }
  // Parts of all sizes begin at the same times.
  assertEquals([durations[0], durations[0]!.length], [durations[1]!, 16]);
  assertEquals(hls!.files.map(({ path }) => path), [...named].sort());
  for (const { path, bytes } of hls!.files) assertEquals(stream[path]!.length, bytes);
  assertEquals(new Set(hls!.files.map(({ contentType }) => contentType)).size, 3);
  for (const text of ["udta", "meta", "Lavf", "x264"]) {
    assert(!Object.values(stream).some((part) => latin1(part).includes(text)), text);
  }
  const whole = join(
    stream["init_1.mp4"]!,
    ...Array.from({ length: 16 }, (_, part) => stream[`part_1_${part}.m4s`]!),
  );
  const played = await play(whole);
  assertEquals([played.width, played.height, played.pictures.length], [854, 480, 2 * MINUTE]);
});

Deno.test("a small video of over a minute without sound is a stream in one size", async () => {
  const file = await make("a.mp4", ...scene("128x72", MINUTE, 2), ...X264);
  const { hls, stream } = await transcode(file);
  assertEquals(parse(stream["init_0.mp4"]!).map(({ type }) => type), ["ftyp", "moov"]);
  assert(latin1(stream[hls!.playlist]!).includes('CODECS="avc1.'), FFMPEG);
});
