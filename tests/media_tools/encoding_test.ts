import { assert, assertEquals, assertRejects } from "@std/assert";
import { VideoRefused } from "../../lib/video/mod.ts";
import { find, latin1, parse, write } from "../helpers/video/boxes.ts";
import { clip, PLACE, turn } from "../helpers/video/clips.ts";
import { make, meanOf, scene, tone, transcode } from "../helpers/video/ffmpeg.ts";
import { play } from "../helpers/video/packets.ts";
import { ascii, join, u32 } from "../helpers/media/picture_bytes.ts";

const X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
const HEVC = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error"];
const METADATA = ["udta", "\u00a9xyz", "loci", "ISO6709", "Lavf", "x264 - core", "Ada", PLACE];

Deno.test("a video of 1080 lines is also made with 720, and a poster shows it", async () => {
  const file = await make("a.mp4", ...scene("1920x1080", 2), ...tone(2), ...X264, "-b:v", "15M");
  const shares: number[] = [];
  const made = await transcode(file, "video/mp4", (share) => shares.push(share));
  assertEquals(made.files.map(({ name, width, height }) => [name, width, height]), [
    ["video", 1280, 720],
    ["video_1080", 1920, 1080],
  ]);
  for (const [index, content] of made.contents.entries()) {
    const { width, height, pictures, sounds } = await play(content);
    assertEquals([width, height], [made.files[index]!.width, made.files[index]!.height]);
    assertEquals([pictures.length, sounds.length > 80], [20, true]);
    assertEquals(parse(content).map(({ type }) => type)[1], "moov");
    for (const text of METADATA) assert(!latin1(content).includes(text), text);
  }
  assertEquals([made.durationMs, made.hasAudio, made.hls], [2000, true, undefined]);
  assert(made.poster && (await meanOf(made.poster)).length === 3);
  assert(shares.length > 2 && shares.at(-1) === 1);
});

Deno.test("a small web-safe video is copied, a larger one is both copied and encoded", async () => {
  const small = await make("a.mp4", ...scene("640x360", 1), ...X264);
  const same = await transcode(small);
  assertEquals(same.files.map(({ name }) => name), ["video"]);
  assertEquals(
    (await play(same.contents[0]!)).pictures.slice(1).map(({ data }) => data),
    (await play(small)).pictures.slice(1).map(({ data }) => data),
  );
  const large = await make("a.mp4", ...scene("1920x1080", 1), ...X264, "-crf", "40");
  const made = await transcode(large);
  assertEquals(made.files.map(({ name, height }) => [name, height]), [["video", 720], [
    "video_1080",
    1080,
  ]]);
  assertEquals(
    (await play(made.contents[1]!)).pictures.slice(1).map(({ data }) => data),
    (await play(large)).pictures.slice(1).map(({ data }) => data),
  );
});

Deno.test("HEVC that was filmed upright becomes H.264 that is upright without a matrix", async () => {
  const quarters = "color=red:s=320x180:r=10:d=1,drawbox=x=160:c=lime:t=fill," +
    "drawbox=x=160:y=90:c=white:t=fill,drawbox=y=90:w=160:c=blue:t=fill";
  const boxes = parse(
    await make("a.mp4", "-f", "lavfi", "-i", quarters, ...HEVC, "-tag:v", "hvc1"),
  );
  // A quarter to the right.
  const matrix = [0, 1 << 16, 0, -1 << 16, 0, 0, 180 << 16, 0, 1 << 30].map((n) => u32(n >>> 0));
  find(boxes, "moov", "trak", "tkhd").content.set(join(...matrix), 40);
  const made = await transcode(write(boxes));
  const { width, height, rotation } = await play(made.contents[0]!);
  assertEquals([made.width, made.height, width, height, rotation], [180, 320, 180, 320, 0]);
  const seen = await Promise.all(
    ([[0, 0], [0.5, 0], [0, 0.5], [0.5, 0.5]] as const).map(async ([x, y]) => {
      const mean = await meanOf(made.poster!, [x + 0.1, y + 0.1, x + 0.4, y + 0.4]);
      return mean.map((channel) => channel > 128 ? 1 : 0).join("");
    }),
  );
  // Blue, red; white, green.
  assertEquals(seen, ["001", "100", "111", "010"]);
  assertEquals([made.format, made.hasAudio], ["MP4", false]);
});

Deno.test("the poster of a turned copy is upright", async () => {
  const made = await transcode(clip({ change: turn }));
  const [upright] = [await transcode(clip())];
  assertEquals([made.width, made.height], [72, 128]);
  const left = await meanOf(upright.poster!, [0, 0, 0.2, 1]);
  const top = await meanOf(made.poster!, [0, 0, 1, 0.2]);
  assert(left.every((value, channel) => Math.abs(value - top[channel]!) < 12), `${left} ${top}`);
});

// A luminance of 0.2 of diffuse white (203 nits) stays so, as the display's gamma of 2.4 shows it.
const EXPECTED = 255 * 0.2 ** (1 / 2.4);
const hlg = Math.sqrt(3 * (0.2 * 203 / 1000) ** (1 / 1.2));
const power = (0.2 * 203 / 10_000) ** 0.1593017578125;
const pq = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375;
for (const [transfer, signal] of [["arib-std-b67", hlg], ["smpte2084", pq]] as const) {
  Deno.test(`HDR videos are shown with ordinary tones and 8 bits: ${transfer}`, async () => {
    const luma = Math.round(64 + 876 * signal);
    const file = await make(
      "a.mp4",
      ...["-f", "lavfi", "-i", "color=black:s=320x180:r=10:d=1"],
      ...["-vf", `format=yuv420p10le,geq=lum=${luma}:cb=512:cr=512`, ...HEVC.slice(0, -1)],
      `log-level=error:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`,
      ...["-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc"],
      ...["-tag:v", "hvc1"],
    );
    const made = await transcode(file);
    const mean = await meanOf(made.poster!);
    assert(mean.every((value) => Math.abs(value - EXPECTED) < 12), `${mean}, ${EXPECTED}`);
    const text = latin1(made.contents[0]!);
    assert(text.includes("nclx\0\x01\0\x01\0\x01"), "the colours are not those of BT.709");
    assertEquals(made.contents[0]![text.indexOf("avcC") + 5], 0x64);
  });
}

Deno.test("uneven times stay, and odd sides become even", async () => {
  const file = await make(
    "a.mkv",
    ...scene("101x75", 2),
    ...["-vf", "select='not(mod(n,3))+eq(n,4)',setpts=PTS", "-fps_mode", "vfr"],
    ...["-c:v", "mpeg4"],
  );
  const made = await transcode(file, "video/webm");
  const { pictures, width, height } = await play(made.contents[0]!);
  assertEquals([width, height], [100, 74]);
  const times = pictures.map(({ timestamp }) => Math.round(timestamp * 10));
  assertEquals(times.sort((a, b) => a - b), [0, 3, 4, 6, 9, 12, 15, 18]);
});

Deno.test("WebM with VP9 and Opus, and a wide picture of 120 per second, become MP4", async () => {
  const webm = await make("a.webm", ...scene("320x180", 1), ...tone(1).slice(0, -1), "libopus");
  const { format, files, contents } = await transcode(webm, "video/webm");
  assertEquals([format, files[0]!.contentType, (await play(contents[0]!)).sounds.length > 40], [
    "WEBM",
    "video/mp4",
    true,
  ]);
  const wide = await make("a.mp4", ...scene("2200x400", 1, 120), ...X264);
  const made = await transcode(wide);
  assertEquals(made.files.map(({ name, width, height }) => [name, width, height]), [
    ["video", 1440, 262],
    ["video_1080", 2160, 392],
  ]);
  assert((await play(made.contents[0]!)).pictures.length <= 61);
});

Deno.test("damaged and cut videos are refused in words for people", async () => {
  const fast = ["-movflags", "+faststart"];
  const file = await make("a.mp4", ...scene("640x360", 4), ...HEVC, ...fast);
  const cut = await assertRejects(() => transcode(file.slice(0, file.length / 3)), VideoRefused);
  assert(/^The video (is cut off|is damaged|has no pictures)/.test(cut.message), cut.message);
  const start = latin1(file).indexOf("mdat");
  const noise = join(file.slice(0, start + 4), new Uint8Array(file.length - start - 4).fill(0x5a));
  const { message } = await assertRejects(() => transcode(noise), VideoRefused);
  assert(/^The video is damaged/.test(message), message);
});

Deno.test("a playlist that calls itself a video reads no file and no address", async () => {
  const playlist = ascii("#EXTM3U\n#EXTINF:1,\n/etc/hostname\n#EXTINF:1,\nhttp://127.0.0.1/\n");
  const { message } = await assertRejects(() => transcode(playlist), VideoRefused);
  assertEquals(message, "The file is not a video");
});
