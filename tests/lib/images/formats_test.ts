import { assert, assertEquals } from "@std/assert";
import { Image } from "imagescript";
import {
  FORMATS,
  ImageRefused,
  openImageProcessor,
  type ProcessedImage,
  sniff,
} from "../../../lib/images/mod.ts";
import { readHeader, strip } from "../../../lib/images/formats/header.ts";
import { assertNear, decoded, process, sizes, variant } from "../../helpers/processing.ts";
import { hostileFiles } from "../../helpers/media/hostile_pictures.ts";
import { ascii, bytes, type File } from "../../helpers/media/picture_bytes.ts";
import { CANARY, exifBlock } from "../../helpers/media/picture_exif.ts";
import {
  gif,
  jpeg,
  palettePng,
  photo,
  png,
  quarters,
  rawPng,
  talkativeGif,
  talkativeJpeg,
  webp,
} from "../../helpers/media/pictures.ts";

Deno.test("every format becomes a thumbnail, four sizes and an original without metadata", async () => {
  await using processor = openImageProcessor();
  const picture = photo(700, 500);
  const files: [string, File][] = [
    ["JPEG", await talkativeJpeg(picture)],
    ["PNG", await png(picture, ["tEXt", ascii(`Comment\0${CANARY}`)], ["eXIf", ascii(CANARY)])],
    ["GIF", await gif(700, 500, 1)],
    ["WEBP", await webp(picture, { make: "Lumen" })],
  ];
  for (const [format, file] of files) {
    const made = await process(processor, file);
    assertEquals([made.format, made.kind, made.frames], [format, "image", 1]);
    assertEquals([made.width, made.height], [700, 500]);
    assertEquals(sizes(made), {
      thumb: [480, 480],
      small: [640, 457],
      medium: [700, 500],
      wide: [700, 500],
      large: [700, 500],
      original: [700, 500],
    });
    assertHonest(made);
  }
});

Deno.test("a large picture is shrunk to each size, smoothly", async () => {
  await using processor = openImageProcessor();
  // Lines of one pixel: sampling instead of averaging would show black or white.
  const lines = new Image(4_200, 1_500).fill((x: number) => x % 2 === 0 ? 0x000000ff : 0xffffffff);
  const made = await process(processor, await jpeg(lines));
  assertEquals(sizes(made), {
    thumb: [480, 480],
    small: [640, 229],
    medium: [1080, 386],
    wide: [1440, 514],
    large: [2048, 731],
    original: [4_200, 1_500],
  });
  const small = await Image.decode(variant(made, "small")) as Image;
  for (const x of [5, 100, 333, 600]) assertNear(small.getRGBAAt(x, 70), [127, 127, 127]);
});

Deno.test("all eight orientations are applied to every variant", async () => {
  await using processor = openImageProcessor();
  const [red, green, blue, white] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];
  const seen = [
    [red, green, blue, white],
    [green, red, white, blue],
    [white, blue, green, red],
    [blue, white, red, green],
    [red, blue, green, white],
    [blue, red, white, green],
    [white, green, blue, red],
    [green, white, red, blue],
  ];
  for (const [index, corners] of seen.entries()) {
    const orientation = index + 1;
    const made = await process(processor, await talkativeJpeg(quarters(96, 64), { orientation }));
    const [width, height] = orientation >= 5 ? [64, 96] : [96, 64];
    assertEquals([made.width, made.height], [width, height]);
    assertHonest(made);
    for (const { name, bytes } of made.variants) {
      if (name === "original") continue;
      const image = await decoded(bytes);
      if (name !== "thumb") assertEquals([image.width, image.height], [width, height]);
      const [right, lower] = [image.width - 8, image.height - 8];
      const found = [[8, 8], [right, 8], [8, lower], [right, lower]];
      found.forEach(([x, y], i) => assertNear(image.getRGBAAt(x!, y!), corners[i]!));
    }
  }
});

Deno.test("a rotated original keeps its pixels, and of its EXIF only the orientation", async () => {
  await using processor = openImageProcessor();
  for (const orientation of [2, 6, 8]) {
    const exif = { orientation, make: "Lumen" };
    for (
      const file of [
        await talkativeJpeg(quarters(96, 64), exif),
        await png(quarters(96, 64), ["eXIf", exifBlock(exif)], ["tEXt", ascii(CANARY)]),
        await webp(quarters(96, 64), exif),
      ]
    ) {
      const made = await process(processor, file);
      const original = variant(made, "original");
      assertEquals(orientationsIn(original), [orientation]);
      assertEquals(strip(original).bytes, strip(file).bytes);
      assertEquals(strip(original).exif?.length, 26);
      assertHonest(made);
    }
  }
});

Deno.test("a rotated PNG and a rotated WebP are rotated too", async () => {
  await using processor = openImageProcessor();
  const turned = exifBlock({ orientation: 6 });
  for (
    const file of [
      await png(quarters(96, 64), ["eXIf", turned]),
      await webp(quarters(96, 64), { orientation: 6 }),
    ]
  ) {
    const made = await process(processor, file);
    assertEquals([sizes(made).original, sizes(made).large], [[64, 96], [64, 96]]);
    assertHonest(made);
  }
});

Deno.test("camera and time are stored as data, the location is not", async () => {
  await using processor = openImageProcessor();
  const exif = { make: "Lumen", model: "Two", takenAt: "2024:05:01 10:20:30", offset: "+02:00" };
  const made = await process(processor, await jpeg(photo(40, 30), exif));
  assertEquals(made.camera, "Lumen Two");
  assertEquals(made.takenAt, "2024-05-01T08:20:30.000Z");
  assertEquals(made.takenAtLocal, "2024-05-01T10:20:30");
  assert(!JSON.stringify({ ...made, variants: [] }).includes("48"));
  const odd = { make: "\x01", model: "", takenAt: "0000:00:00 00:00:00" };
  const silent = await process(processor, await jpeg(photo(40, 30), odd));
  assertEquals([silent.camera, silent.takenAt], [undefined, undefined]);
});

Deno.test("an animation keeps its frames and loop, and loses comments, XMP and texts", async () => {
  await using processor = openImageProcessor();
  const made = await process(processor, await talkativeGif(60, 40, 5));
  assertEquals([made.kind, made.frames], ["gif", 5]);
  const animated = variant(made, "animated");
  assertEquals(readHeader(animated), {
    format: "GIF",
    width: 60,
    height: 40,
    frames: 5,
    pixels: 5 * 60 * 40,
    animated: true,
  });
  assert(text(animated).includes("NETSCAPE2.0"));
  assertHonest(made);
});

Deno.test("palettes, transparency, small depths and single pixels are read", async () => {
  await using processor = openImageProcessor();
  const palette = await process(processor, palettePng(30, 30));
  const large = await Image.decode(variant(palette, "large")) as Image;
  assertEquals([large.width, large.height], [30, 30]);
  const clear = await process(processor, await png(new Image(50, 50).fill(0x00000000)));
  assertEquals(clear.dominantColor, "#ffffff");
  const deep = rawPng({ width: 2, height: 1, depth: 16, colour: 2 }, new Uint8Array(13));
  assertEquals((await process(processor, deep)).dominantColor, "#000000");
  const flat = rawPng({ width: 9, height: 1, depth: 1, colour: 0 }, bytes(0, 255, 255));
  assertEquals((await process(processor, flat)).dominantColor, "#ffffff");
  assertEquals(sizes(await process(processor, await jpeg(new Image(1, 1)))).thumb, [1, 1]);
});

Deno.test("text of any size in a PNG costs nothing", async () => {
  await using processor = openImageProcessor();
  const file = await png(photo(40, 30), ["zTXt", new Uint8Array(2_000_000)]);
  const made = await process(processor, file);
  assert(variant(made, "original").length < 20_000);
});

Deno.test("every hostile file is refused with a reason", async () => {
  await using processor = openImageProcessor();
  for (const { name, file, declaredType, reason } of await hostileFiles()) {
    const error = await processor.process(file, { declaredType }).catch((error) => error);
    assert(error instanceof ImageRefused, `${name}: ${error}`);
    assert(reason.test(error.message), `${name}: ${error.message}`);
  }
});

function assertHonest(made: ProcessedImage): void {
  for (const { name, width, height, contentType, bytes } of made.variants) {
    assertEquals(contentType, FORMATS[sniff(bytes)!].type);
    const header = readHeader(bytes);
    const sideways = orientationsIn(bytes).some((turned) => turned >= 5);
    const stored = sideways ? [header.height, header.width] : [header.width, header.height];
    assertEquals(stored, [width, height], name);
    const metadata =
      /CANARY-|II\*\0|xmpmeta|XMP Data|Photoshop|ICC_PROFILE|Software\0|adobe\.com|Lumen/;
    assertEquals(metadata.exec(text(bytes))?.[0], undefined, `${made.format} ${name}`);
  }
}

/** Returns the orientations in EXIF blocks with one entry. */
function orientationsIn(bytes: Uint8Array): number[] {
  // deno-lint-ignore no-control-regex
  const block = /MM\0\*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0([\x01-\x08])\0{6}/g;
  return [...text(bytes).matchAll(block)].map(([, turned]) => turned!.charCodeAt(0));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
