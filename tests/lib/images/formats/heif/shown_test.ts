import { assertEquals } from "@std/assert";
import { Image } from "imagescript";
import { openImageProcessor, type ProcessedImage, sniff } from "../../../../../lib/images/mod.ts";
import {
  av1,
  avif,
  clap,
  heifDerived,
  heifFile,
  heifGrid,
  hevc,
  imir,
  irot,
} from "../../../../helpers/media/heif/heif_files.ts";
import type { File } from "../../../../helpers/media/picture_bytes.ts";
import { exifBlock } from "../../../../helpers/media/picture_exif.ts";
import { quarters } from "../../../../helpers/media/pictures.ts";
import { assertNear, process, shown, sizes, variant } from "../../../../helpers/processing.ts";

const COLOURS: Record<string, readonly number[]> = {
  r: [255, 0, 0],
  g: [0, 255, 0],
  b: [0, 0, 255],
  w: [255, 255, 255],
};

/** The seen colours row by row, if `quarters` is turned by these properties. */
const UPRIGHT: [string, File[]][] = [
  ["rgbw", [irot(0)]],
  ["wbgr", [irot(2)]],
  ["bwrg", [imir(0)]],
  ["grwb", [imir(1)]],
];
const SIDEWAYS: [string, File[]][] = [
  ["gwrb", [irot(1)]],
  ["brwg", [irot(3)]],
  ["rbgw", [irot(1), imir(0)]],
  ["wgbr", [irot(1), imir(1)]],
  ["wgbr", [imir(0), irot(1)]],
  ["rbgw", [imir(1), irot(1)]],
];

Deno.test("HEIC and AVIF pictures are turned and mirrored as their files say", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  // Cameras that write the turn into the file write it into EXIF too. It must count once.
  const exif = exifBlock({ orientation: 6 });
  for (const picture of [hevc("quarters"), await av1(quarters(96, 64))]) {
    for (const [turns, width, height] of [[UPRIGHT, 96, 64], [SIDEWAYS, 64, 96]] as const) {
      for (const [corners, properties] of turns) {
        const made = await process(processor, heifFile(picture, { properties, exif }));
        assertEquals([made.width, made.height], [width, height]);
        await assertCorners(made, corners, picture.type);
      }
    }
  }
});

Deno.test("the EXIF orientation counts if the file has no turn of its own", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const exif = exifBlock({ orientation: 6 });
  for (const picture of [hevc("quarters"), await av1(quarters(96, 64))]) {
    const made = await process(processor, heifFile(picture, { exif }));
    assertEquals([made.width, made.height], [64, 96]);
    await assertCorners(made, "brwg", picture.type);
  }
});

Deno.test("10 and 12 bits, 4:2:2 and other pictures in the file are no obstacle", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  for (const name of ["bits10", "bits12", "halfChroma"] as const) {
    await assertCorners(await process(processor, heifFile(hevc(name))), "rgbw", name);
  }
  const before = [hevc("red"), hevc("white")];
  await assertCorners(await process(processor, heifFile(hevc("quarters"), { before })), "rgbw");
});

Deno.test("pictures that are turned beside the shown one stay as they are", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  for (const [item, shown] of [[irot(1), irot(2)], [imir(1), irot(2)]] as const) {
    const before = [{ ...hevc("red"), properties: [item] }];
    const file = heifFile(hevc("quarters"), { before, properties: [shown] });
    await assertCorners(await process(processor, file), "wbgr");
  }
});

Deno.test("AVIF files that do not tell their bits are shown", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const picture = await av1(quarters(96, 64));
  const options = { columns: 1, width: 96, height: 128, hidesDepths: true };
  for (const properties of [[], [irot(2)]]) {
    const made = await process(processor, heifFile(picture, { hidesDepths: true, properties }));
    await assertCorners(made, properties.length ? "wbgr" : "rgbw");
  }
  const made = await process(processor, heifGrid([picture, picture], options));
  await assertCorners(made, "rgbw");
});

Deno.test("a file that lacks its last bytes is shown if they are not the picture's", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const file = heifFile(hevc("quarters"), { exif: exifBlock({}), properties: [irot(2)] });
  await assertCorners(await process(processor, file.slice(0, -50)), "wbgr");
});

Deno.test("a picture may be another one that is turned, or several over each other", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const source = { ...hevc("quarters"), properties: [irot(1)] };
  const options = { width: 64, height: 96, properties: [irot(1)] };
  const turned = await process(processor, heifDerived("iden", [source], options));
  await assertCorners(turned, "wbgr");
  const four = (["red", "green", "blue", "white"] as const).map((name) => hevc(name));
  const over = await process(processor, heifDerived("iovl", four, { width: 128, height: 128 }));
  assertEquals([over.width, over.height], [128, 128]);
  await assertCorners(over, "rgbw");
});

Deno.test("a grid is put together, and its tiles end at its edges", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const coded = await Promise.all(
    [0xff0000ff, 0x00ff00ff, 0x0000ffff, 0xffffffff].map((colour) =>
      av1(new Image(64, 64).fill(colour))
    ),
  );
  const tiles = (["red", "green", "blue", "white"] as const).map((name) => hevc(name));
  // libavif refuses odd sides where two pixels share their colour.
  for (const [four, width, height] of [[tiles, 101, 91], [coded, 100, 90]] as const) {
    const made = await process(
      processor,
      heifGrid(four, { columns: 2, width, height, properties: [irot(1)] }),
    );
    assertEquals([made.width, made.height], [height, width]);
    await assertCorners(made, "gwrb", four[0]!.type);
  }
});

Deno.test("a cut-out is shown alone, also where its edges fall between pixels", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  for (const picture of [hevc("quarters"), await av1(quarters(96, 64))]) {
    const upperRight = clap([48, 1], [32, 1], [24, 1], [-16, 1]);
    const made = await process(processor, heifFile(picture, { properties: [upperRight, irot(3)] }));
    assertEquals([made.width, made.height], [32, 48], picture.type);
    await assertCorners(made, "gggg", picture.type);
    const odd = { properties: [clap([95, 2], [124, 3])] };
    const fractions = await process(processor, heifFile(picture, odd));
    assertEquals([fractions.width, fractions.height], [48, 41], picture.type);
    await assertCorners(fractions, "rgbw", picture.type);
  }
  // x265 codes even sides only, so libheif writes this for odd ones.
  const file = heifFile(hevc("odd"), { properties: [clap([97, 1], [63, 1], [-1, 2])] });
  const made = await process(processor, file);
  assertEquals([made.width, made.height], [97, 63]);
  await assertCorners(made, "rgbw");
});

Deno.test("transparent parts become white", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const mask = { alpha: hevc("mask") };
  const clear = quarters(96, 64);
  for (let at = 3; at < clear.bitmap.length; at += 4) {
    if ((at >> 2) % 96 < 48) clear.bitmap[at] = 0;
  }
  const files: [string, File][] = [
    ["HEIC", heifFile(hevc("quarters"), mask)],
    ["multiplied", heifFile(hevc("quarters"), { ...mask, isPremultiplied: true })],
    ["AVIF", await avif(clear)],
  ];
  for (const [name, file] of files) {
    await assertCorners(await process(processor, file), "wgww", name);
  }
});

Deno.test("the original is a JPEG of every pixel, and the metadata stay out of all files", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const exif = exifBlock({ make: "Lumen", takenAt: "2024:05:01 10:20:30", offset: "+02:00" });
  const options = { exif, properties: [irot(3)] };
  for (const picture of [hevc("quarters"), await av1(quarters(96, 64))]) {
    const made = await process(processor, heifFile(picture, options));
    assertEquals([made.format, made.kind], [picture.type === "hvc1" ? "HEIC" : "AVIF", "image"]);
    assertEquals([made.camera, made.takenAt], ["Lumen One", "2024-05-01T08:20:30.000Z"]);
    assertEquals(sizes(made).original, [64, 96]);
    const original = await Image.decode(variant(made, "original")) as Image;
    assertNear(original.getRGBAAt(10, 10), COLOURS.b!, "original", 4);
    assertEquals(sniff(variant(made, "original")), "JPEG");
    for (const { bytes } of made.variants) {
      const text = new TextDecoder("latin1").decode(bytes);
      assertEquals(/CANARY|Exif|Lumen|II\*\0/.exec(text)?.[0], undefined);
    }
  }
});

async function assertCorners(made: ProcessedImage, corners: string, name = ""): Promise<void> {
  const image = await shown(made);
  assertEquals([image.width, image.height], [made.width, made.height], name);
  const [right, lower] = [image.width - 6, image.height - 6];
  for (const [index, [x, y]] of [[6, 6], [right, 6], [6, lower], [right, lower]].entries()) {
    assertNear(image.getRGBAAt(x!, y!), COLOURS[corners[index]!]!, `${name} ${index}`, 10);
  }
}
