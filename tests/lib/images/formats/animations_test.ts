import { assert, assertEquals, assertMatch } from "@std/assert";
import { Image } from "imagescript";
import { readHeader, strip } from "../../../../lib/images/formats/header.ts";
import { openImageProcessor, type ProcessedImage } from "../../../../lib/images/mod.ts";
import { animatedWebp, apng, type Moving, riffChunk } from "../../../helpers/media/animations.ts";
import { ascii, type File } from "../../../helpers/media/picture_bytes.ts";
import { CANARY, exifBlock } from "../../../helpers/media/picture_exif.ts";
import { gif } from "../../../helpers/media/pictures.ts";
import {
  assertNear,
  process,
  refusal,
  shown,
  sizes,
  variant,
} from "../../../helpers/processing.ts";

const size = { width: 40, height: 30 };
const [RED, GREEN, BLUE, WHITE] = [0xff0000ff, 0x00ff00ff, 0x0000ffff, 0xffffffff];
const whole = (colour: number): Moving => ({ picture: new Image(40, 30).fill(colour) });
const part = (colour: number, left: number, top: number): Moving => ({
  picture: new Image(10, 8).fill(colour),
  left,
  top,
});
const three = [whole(RED), part(GREEN, 20, 10), part(BLUE, 0, 22)];
const makers: [string, (frames: Moving[]) => Promise<File>][] = [
  ["PNG", (frames) => apng(size, frames)],
  ["WEBP", (frames) => animatedWebp(size, frames)],
];

Deno.test("an animated PNG or WebP keeps its frames, and its still variants show the first", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  for (const [format, make] of makers) {
    const file = await make(three);
    const made = await process(processor, file);
    assertEquals([made.kind, made.format, made.frames], ["gif", format, 3]);
    assertEquals([made.width, made.height], [40, 30]);
    assertEquals(sizes(made).animated, [40, 30]);
    assertNear((await shown(made)).getRGBAAt(25, 15), [255, 0, 0]);
    const animated = variant(made, "animated");
    assertEquals(readHeader(animated), {
      ...{ format: format as "PNG", width: 40, height: 30 },
      ...{ frames: 3, pixels: 3 * 1200, animated: true },
    });
    assertEquals(typeOf(made, "animated"), format === "PNG" ? "image/png" : "image/webp");
    // The frames themselves are unchanged, so are their times, places and repetitions.
    assertEquals(animated, file);
  }
});

Deno.test("an animation keeps no text, EXIF or other data, in no format", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const text = ascii(CANARY);
  const files = [
    await apng(size, three, {
      chunks: [["tEXt", ascii(`Comment\0${CANARY}`)], ["eXIf", exifBlock({ make: "Lumen" })]],
    }),
    await animatedWebp(size, three, {
      after: [riffChunk("EXIF", exifBlock({ make: "Lumen" })), riffChunk("XMP ", text)],
    }),
    // A chunk inside of a frame.
    await animatedWebp(size, three).then((file) => withInner(file, riffChunk("XMP ", text))),
  ];
  for (const file of files) {
    const made = await process(processor, file);
    assertEquals(made.frames, 3);
    for (const { name, bytes } of made.variants) {
      const found = /CANARY|Lumen|xmp|II\*\0/.exec(new TextDecoder("latin1").decode(bytes));
      assertEquals(found?.[0], undefined, `${made.format} ${name}`);
    }
  }
});

Deno.test("a turned animation is turned in every variant", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const exif = exifBlock({ orientation: 6 });
  const files = [
    await apng(size, three, { chunks: [["eXIf", exif]] }),
    await animatedWebp(size, three, { after: [riffChunk("EXIF", exif)] }),
  ];
  for (const file of files) {
    const made = await process(processor, file);
    assertEquals([sizes(made).animated, sizes(made).large], [[30, 40], [30, 40]]);
    assertEquals(readHeader(variant(made, "animated")).frames, 3);
  }
});

Deno.test("a first frame that fills a part of the canvas is on white", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const frames = [part(RED, 4, 6), part(GREEN, 20, 10)];
  const files = [
    await animatedWebp(size, frames),
    // The still picture of this PNG is no part of the animation.
    await apng(size, frames, { still: new Image(40, 30).fill(BLUE) }),
  ];
  for (const file of files) {
    const made = await process(processor, file);
    assertEquals([made.frames, made.width, made.height], [2, 40, 30]);
    const image = await shown(made);
    assertNear(image.getRGBAAt(9, 10), [255, 0, 0]);
    assertNear(image.getRGBAAt(30, 25), [255, 255, 255]);
    assertEquals(variant(made, "animated"), file);
  }
});

Deno.test("an animation of one frame is a picture, in every format", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const files: File[] = [await gif(40, 30, 1)];
  for (const [, make] of makers) files.push(await make([whole(GREEN)]));
  files.push(await animatedWebp(size, [part(GREEN, 16, 10)]));
  for (const file of files) {
    const made = await process(processor, file);
    assertEquals([made.kind, made.frames, made.width], ["image", 1, 40]);
    assertEquals(made.variants.some(({ name }) => name === "animated"), false);
  }
});

Deno.test("frames behind a damaged one are dropped, and an animation never becomes a still", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  for (const [format, make] of makers) {
    const file = await make([...three, whole(WHITE)]);
    const cut = await process(processor, file.slice(0, -8));
    assert(cut.frames >= 3, `${format} ${cut.frames}`);
    assertEquals(readHeader(variant(cut, "animated")).frames, cut.frames);
    const outside = await make([whole(RED), part(GREEN, 20, 10), part(BLUE, 38, 0)]);
    assertEquals((await process(processor, outside)).frames, 2);
    const damaged = await make([whole(RED), part(BLUE, 38, 0)]);
    assertMatch(await refusal(processor, damaged), /^The frames of the animated \w+ are damaged$/);
  }
  const lost = await apng(size, [whole(RED)], { claimed: 20 });
  assertMatch(await refusal(processor, lost), /frames of the animated PNG are damaged/);
});

Deno.test("animations are limited by all their pixels and frames, before anything is decoded", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const dot = (): Moving => ({ picture: new Image(1, 1).fill(RED) });
  const large = { width: 4_000, height: 4_000 };
  const dots = Array.from({ length: 20 }, dot);
  const files = [
    await apng(large, dots, { still: new Image(1, 1) }),
    await animatedWebp(large, dots),
  ];
  for (const file of files) {
    assertMatch(await refusal(processor, file), /20 frames of .+; at most 300 megapixels in all/);
  }
  const one = await animatedWebp({ width: 2, height: 2 }, [dot()]);
  const frame = one.slice(30 + 14);
  const many = new Uint8Array(30 + 14 + frame.length * 20_001);
  many.set(one);
  for (let at = 30 + 14; at < many.length; at += frame.length) many.set(frame, at);
  new DataView(many.buffer).setUint32(4, many.length - 8, true);
  assertMatch(await refusal(processor, many), /over 20,000 frames/);
});

Deno.test("a rebuilt animation is rebuilt to the same bytes", async () => {
  for (const [, make] of makers) {
    const once = strip(await make(three)).bytes;
    assertEquals(strip(once).bytes, once);
  }
});

function typeOf(made: ProcessedImage, name: string): string | undefined {
  return made.variants.find((variant) => variant.name === name)?.contentType;
}

/** Adds a chunk to the end of the last frame, which ends the file. */
function withInner(file: File, inner: File): File {
  const text = new TextDecoder("latin1").decode(file);
  const frame = text.lastIndexOf("ANMF");
  const result = new Uint8Array(file.length + inner.length);
  result.set(file);
  result.set(inner, file.length);
  const view = new DataView(result.buffer);
  view.setUint32(4, result.length - 8, true);
  view.setUint32(frame + 4, view.getUint32(frame + 4, true) + inner.length, true);
  return result;
}
