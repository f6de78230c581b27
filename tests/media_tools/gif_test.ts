import { assert, assertEquals, assertRejects } from "@std/assert";
import { openVideoProcessor, VideoRefused } from "../../lib/video/mod.ts";
import { latin1 } from "../helpers/video/boxes.ts";
import { FFMPEG, make, meanOf, scene, transcode } from "../helpers/video/ffmpeg.ts";
import { openFolder } from "../helpers/video/folder.ts";
import { play } from "../helpers/video/packets.ts";
import { ascii } from "../helpers/media/picture_bytes.ts";

const signal = new AbortController().signal;

Deno.test("an animated GIF becomes an MP4 if that is smaller, on white, with even sides", async () => {
  const moving = await make("a.gif", ...scene("241x181", 2));
  const [file, content] = await convert(moving);
  assertEquals([file!.name, file!.width, file!.height, file!.contentType], [
    "video",
    240,
    180,
    "video/mp4",
  ]);
  assertEquals([file!.bytes < moving.length, (await play(content!)).pictures.length], [true, 20]);
  for (const text of ["udta", "meta", "x264 - core", "Lavf"]) {
    assert(!latin1(content!).includes(text), text);
  }
  const seeThrough = "format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*gte(X,W/2)'";
  const half = await make(
    "a.gif",
    ...scene("240x180", 1),
    ...["-vf", `${seeThrough},split[a][b];[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse`],
  );
  const [, shown] = await convert(half);
  const { poster } = await transcode(shown!);
  const left = await meanOf(poster!, [0, 0, 0.45, 1]);
  assert(left.every((value) => value > 245), `${left}`);
});

Deno.test("a GIF that is smaller than its MP4 stays alone, and nothing is left behind", async () => {
  for (const size of ["1x1", "3x3", "16x16"]) {
    const [file, , names] = await convert(await make("a.gif", ...scene(size, 1, 2)));
    assertEquals([file, names], [null, ["upload"]]);
  }
  await assertRejects(() => convert(ascii("#EXTM3U\n/etc/hostname\n")), VideoRefused);
});

async function convert(gif: Uint8Array) {
  await using folder = await openFolder();
  await using processor = await openVideoProcessor({
    ffmpegPath: FFMPEG,
    sandbox: "process",
    maxSeconds: 180,
  });
  const path = await folder.write(gif);
  const file = await processor.convertGif(path, { folder: folder.path, signal });
  const content = file ? await Deno.readFile(file.path) : null;
  return [file, content, await folder.names()] as const;
}
