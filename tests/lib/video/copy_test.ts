import { assert, assertEquals, assertRejects } from "@std/assert";
import { VideoRefused } from "../../../lib/video/mod.ts";
import { latin1, parse } from "../../helpers/video/boxes.ts";
import { CLIP } from "../../helpers/video/clip.ts";
import { clip, edit, pace, PLACE, sampleTable, talk, turn } from "../../helpers/video/clips.ts";
import { inspectFile } from "../../helpers/video/folder.ts";
import { play, rewrap } from "../../helpers/video/packets.ts";
import { ascii, join, u32 } from "../../helpers/media/picture_bytes.ts";

/** The start of texts and boxes that carry metadata. */
const METADATA = [
  ...["udta", "meta", "\u00a9xyz", "loci", "ISO6709", "mebx", "gpmd", "GPMF", "uuid", "xmp"],
  ...["Apple", "iPhone", "x264", "Lavf", "Ada", "2026-05-01", PLACE],
];

Deno.test("a copy has the same coded pictures and sound at the same times", async () => {
  const { copied, copy, facts } = await inspectFile(clip());
  const [before, after] = [await play(CLIP), await play(copy)];
  const times = (packets: typeof after.pictures) =>
    packets.map(({ timestamp }) => Math.round(timestamp * 1000));
  assertEquals(times(after.pictures), times(before.pictures));
  assertEquals(times(after.sounds), times(before.sounds));
  assertEquals(after.pictures.map(({ type }) => type), before.pictures.map(({ type }) => type));
  // The first picture loses the settings of its encoder.
  assertEquals(
    after.pictures.slice(1).map(({ data }) => data),
    before.pictures.slice(1).map(({ data }) => data),
  );
  assertEquals(after.sounds.map(({ data }) => data), before.sounds.map(({ data }) => data));
  assertEquals(copied?.bytes, copy.length);
  assertEquals([facts.width, facts.height, facts.durationMs, facts.hasAudio], [
    128,
    72,
    1000,
    true,
  ]);
});

Deno.test("the table of contents of a copy comes before the media", async () => {
  const { copy } = await inspectFile(clip());
  assertEquals(parse(copy).map(({ type }) => type), ["ftyp", "moov", "free", "mdat"]);
});

Deno.test("a copy has no metadata: no place, no camera, no names, no tracks of data", async () => {
  const file = clip({ brand: "qt  ", change: talk });
  for (const text of METADATA) {
    assert(latin1(file).includes(text) || text === "Lavf" || text === "mebx", text);
  }
  const { copy, facts } = await inspectFile(file, { format: "MOV" });
  for (const text of METADATA) assert(!latin1(copy).includes(text), text);
  assertEquals((await play(copy)).tracks, 2);
  assertEquals(facts.camera, "Apple iPhone 13");
  assertEquals(facts.takenAt, "2026-05-01T16:30:00.000Z");
});

Deno.test("a turned clip keeps its matrix, and its size is the one that is shown", async () => {
  const { copy, facts } = await inspectFile(clip({ change: turn }));
  const { width, height, rotation } = await play(copy);
  assertEquals([facts.width, facts.height], [72, 128]);
  assertEquals([width, height, rotation], [72, 128, 90]);
});

Deno.test("media that an edit list hides at the end is not copied", async () => {
  const file = clip({ change: ({ video }) => edit(video, 10_240, 200, 500) });
  const { copy, facts } = await inspectFile(file);
  const { pictures } = await play(copy);
  assertEquals(Math.max(...pictures.map(({ timestamp }) => Math.round(timestamp * 10))), 4);
  assertEquals(facts.durationMs, 1000);
});

Deno.test("a clip whose beginning is hidden by an edit list has to be encoded again", async () => {
  const file = clip({ change: ({ video }) => edit(video, 10_240, 600, 400) });
  assertEquals((await inspectFile(file)).copied, null);
  // Without an encoder, the hidden pictures after the last key picture remain.
  const { copy } = await inspectFile(file, { hiddenSeconds: 10 });
  assertEquals((await play(copy)).pictures[0]!.timestamp.toFixed(1), "-0.4");
});

Deno.test("a clip whose parts are shown in another order has to be encoded again", async () => {
  const file = clip({
    change: ({ video }) => {
      edit(video, 10_240, 200, 500);
      const [list] = video.boxes.at(-1)!.boxes;
      list!.content = join(u32(0), u32(2), list!.content.slice(8), list!.content.slice(8));
    },
  });
  const { copied, unmet } = await inspectFile(file);
  assertEquals([copied, unmet?.slice(0, 39)], [null, "This server accepts H.264 videos only. "]);
});

Deno.test("irregular times and a first picture that is no key picture are not copied", async () => {
  const still = clip({
    change: ({ video }) =>
      sampleTable(video, "stts").content = join(u32(0), u32(2), u32(5), u32(1024), u32(5), u32(0)),
  });
  assertEquals((await inspectFile(still)).copied, null);
  const headless = clip({
    change: ({ video, extra }) => {
      // All chunks begin with the second picture, which is coded as a difference.
      sampleTable(video, "stsz").content.set(u32(45), 12);
      extra.push(ascii("x"));
      const table = sampleTable(video, "stco").content;
      table.set(u32(new DataView(table.buffer).getUint32(8) + 1241), 8);
    },
  });
  assertEquals((await inspectFile(headless)).copied, null);
});

Deno.test("clips in fragments, with variable times and in Matroska are copied", async () => {
  const uneven = clip({
    change: ({ video }) => {
      pace(video, 100);
      // The second half begins later.
      const runs = [[4, 1024], [1, 4096], [5, 1024]].flatMap(([count, ticks]) => [count!, ticks!]);
      sampleTable(video, "stts").content = join(u32(0), u32(3), ...runs.map(u32));
    },
  });
  assertEquals((await play((await inspectFile(uneven)).copy)).pictures.length, 10);
  const parts = await rewrap(CLIP, "fragmented");
  assertEquals((await play((await inspectFile(parts)).copy)).pictures.length, 10);
  const mkv = await rewrap(CLIP, "mkv");
  assertEquals((await play((await inspectFile(mkv, { format: "WEBM" })).copy)).pictures.length, 10);
});

Deno.test("other codecs are not copied, and people learn how to export the video", async () => {
  const vp9 = await rewrap(CLIP, "mkv", "vp9");
  const { copied, unmet } = await inspectFile(vp9, { format: "WEBM" });
  assertEquals(copied, null);
  assertEquals(
    unmet,
    "This server accepts H.264 videos only. Export it as MP4 (H.264, AAC); on an iPhone: " +
      "Settings, Camera, Formats, Most Compatible",
  );
  const high10 = clip({
    change: ({ video }) => {
      const { content } = sampleTable(video, "stsd");
      content[latin1(content).indexOf("avcC") + 5] = 0x6e;
    },
  });
  assertEquals((await inspectFile(high10)).copied, null);
});

Deno.test("a video over a limit is refused with that limit", async () => {
  const sized = (width: number, height: number) =>
    clip({
      change: ({ video }) =>
        sampleTable(video, "stsd").content.set(join(u32(width << 16 | height)), 40),
    });
  const slow = clip({ change: ({ video }) => pace(video, 20_000) });
  const messages: Record<string, string> = {};
  for (
    const [name, file] of Object.entries({ large: sized(4000, 100), high: sized(2200, 2200), slow })
  ) {
    const { message } = await assertRejects(() => inspectFile(file), VideoRefused);
    messages[name] = message;
  }
  assertEquals(messages, {
    large: "The video is 4000 × 100 pixels; at most 3840 × 2160 are accepted",
    high: "The video is 2200 × 2200 pixels; at most 3840 × 2160 are accepted",
    slow: "The video takes 240 s; at most 180 s are accepted",
  });
  const fast = clip({ change: ({ video }) => pace(video, 5) });
  const { message } = await assertRejects(() => inspectFile(fast), VideoRefused);
  assertEquals(message, "The video has 201 pictures per second; at most 120 are accepted");
});

Deno.test("a video of which too much is missing is refused, a little is not missed", async () => {
  const whole = clip({ isFast: true });
  const { message } = await assertRejects(() => inspectFile(whole.slice(0, -3_500)), VideoRefused);
  assert(message.startsWith("The video is cut off"), message);
  assertEquals((await inspectFile(whole.slice(0, -20))).copied === null, false);
});

Deno.test("files without pictures and empty tables are refused", async () => {
  const deaf = clip({
    change: ({ moov, video }) => moov.boxes.splice(moov.boxes.indexOf(video), 1),
  });
  const faults: [Uint8Array, string][] = [
    [deaf, "The file has no pictures that can be read"],
    [clip({ change: ({ moov }) => moov.boxes = [] }), "The video's table of contents is damaged"],
    [clip().slice(0, 2_000), "The video has no table of contents: it is cut off"],
    [clip().slice(0, -20), "The video is cut off"],
  ];
  for (const [file, wanted] of faults) {
    const { message } = await assertRejects(() => inspectFile(file), VideoRefused);
    assertEquals(message, wanted);
  }
});
