import { assertEquals } from "@std/assert";
import { readHeader, strip } from "../../../../../lib/images/formats/header.ts";
import { openImageProcessor } from "../../../../../lib/images/mod.ts";
import {
  av1,
  clap,
  heifFile,
  heifGrid,
  type HeifOptions,
  hevc,
  iccColour,
  irot,
  nclxColour,
  pictureTrack,
} from "../../../../helpers/media/heif/heif_files.ts";
import { ascii, join, u32 } from "../../../../helpers/media/picture_bytes.ts";
import { exifBlock } from "../../../../helpers/media/picture_exif.ts";
import { quarters } from "../../../../helpers/media/pictures.ts";
import { process } from "../../../../helpers/processing.ts";

const profile = ascii("a profile");
const P3 = { primaries: 12, transfer: 13 };

Deno.test("the colours are a profile or code points, from the picture or else from its tiles", async () => {
  const grid = { columns: 2, width: 128, height: 64 };
  for (const picture of [hevc("quarters"), await av1(quarters(96, 64))]) {
    const colourOf = (properties: HeifOptions["properties"]) =>
      strip(heifFile(picture, { properties: properties! })).colour;
    assertEquals(colourOf([]), undefined);
    assertEquals(colourOf([nclxColour(2, 2)]), undefined);
    assertEquals(colourOf([nclxColour(12, 13)]), { cicp: P3 });
    assertEquals(colourOf([iccColour(profile)]), { profile });
    assertEquals(colourOf([nclxColour(12, 13), iccColour(profile)]), { cicp: P3, profile });
    const tiles = [{ ...picture, width: 64 }, { ...picture, width: 64 }];
    const tileProperties = [iccColour(profile)];
    assertEquals(strip(heifGrid(tiles, { ...grid, tileProperties })).colour, { profile });
    const properties = [nclxColour(12, 13)];
    const both = heifGrid(tiles, { ...grid, tileProperties, properties });
    assertEquals(strip(both).colour, { cicp: P3 });
  }
});

Deno.test("the header says the size after cutting, and the orientation is apart", () => {
  const properties = [clap([48, 1], [32, 1]), irot(1)];
  const file = heifFile(hevc("quarters"), { properties, exif: exifBlock({ orientation: 3 }) });
  assertEquals(readHeader(file), {
    format: "HEIC",
    width: 48,
    height: 32,
    frames: 1,
    pixels: 48 * 32,
    animated: false,
  });
  assertEquals(strip(file).orientation, 8);
  assertEquals(strip(heifFile(hevc("quarters"))).orientation, undefined);
});

Deno.test("a track of pictures makes an animation, a film beside the picture does not", async () => {
  for (const picture of [hevc("quarters"), await av1(quarters(96, 64))]) {
    const others = [pictureTrack(5)];
    const { frames, pixels, animated } = readHeader(heifFile(picture, { others }));
    assertEquals([frames, pixels, animated], [5, 5 * 96 * 64, true]);
    const film = readHeader(heifFile(picture, { others: [pictureTrack(500, "vide")] }));
    assertEquals([film.frames, film.animated], [1, false]);
  }
});

Deno.test("unknown boxes, long sizes and a last box without size are read", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const picture = hevc("quarters");
  const whole = heifFile(picture);
  const last = whole.length - picture.data.length - 8;
  const open = whole.slice();
  open.set([0, 0, 0, 0], last);
  const long = join(u32(1), ascii("free"), u32(0), u32(24), ascii("12345678"));
  for (const file of [open, join(whole, long), join(whole, ascii("\xff\xff\xff\xffjunk"))]) {
    const made = await process(processor, file);
    assertEquals([made.width, made.height], [96, 64]);
  }
});

Deno.test("EXIF that ends early, is too large or not there leaves the picture as it is", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const picture = hevc("quarters");
  const block = exifBlock({ orientation: 6 });
  for (const exif of [block.slice(0, 20), join(block, new Uint8Array(1 << 20)), ascii("")]) {
    const made = await process(processor, heifFile(picture, { exif }));
    assertEquals([made.width, made.height, made.camera], [96, 64, undefined]);
  }
});

Deno.test("a HEIC of 12 megapixels takes at most 400 MB", async () => {
  // Only the memory matters here, so a slow machine gets its time.
  const options = { workers: 1, memoryBytes: 400 << 20, deadlineMs: 120_000 };
  await using processor = openImageProcessor(options);
  const made = await process(processor, heifFile(hevc("large"), { properties: [irot(3)] }));
  assertEquals([made.width, made.height], [3_024, 4_032]);
});
