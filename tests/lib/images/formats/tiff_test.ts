import { assert, assertEquals, assertMatch } from "@std/assert";
import { decodeTiff } from "../../../../lib/images/formats/tiff_pixels.ts";
import { openImageProcessor, sniff } from "../../../../lib/images/mod.ts";
import type { File } from "../../../helpers/media/picture_bytes.ts";
import { CANARY } from "../../../helpers/media/picture_exif.ts";
import { quarters } from "../../../helpers/media/pictures.ts";
import { PACKED_TIFFS } from "../../../helpers/media/tiff/packed_tiffs.ts";
import { type Entry, rgbTiff, tiff } from "../../../helpers/media/tiff/tiffs.ts";
import {
  assertNear,
  process,
  refusal,
  shown,
  sizes,
  variant,
} from "../../../helpers/processing.ts";

const [WIDTH, HEIGHT] = [40, 24];
/** The colours of the packed pictures, and where those in black and white are black. */
const colourAt = (x: number, y: number) => [x * 6, y * 10, (x + y) * 4];
const isInk = (x: number, y: number) =>
  (Math.floor(x / 5) + Math.floor(y / 3)) % 3 === 0 || x === y;

Deno.test("every way of packing yields the same pixels as in libtiff", async () => {
  for (const [name, file] of Object.entries(PACKED_TIFFS)) {
    const { width, height, bitmap } = await decodeTiff(Uint8Array.fromBase64(file));
    assertEquals([width, height], [WIDTH, HEIGHT], name);
    // JPEG merges colours; few levels of opacity leave few levels of colour.
    const most = name.startsWith("jpeg") || name === "premultiplied" ? 60 : 0;
    let error = 0;
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += 4) {
        const wanted = wantedAt(name, x, y);
        const found = bitmap.subarray(at, at + 4);
        if (found[3] === 0) continue;
        assertNear(found, wanted, `${name} ${x} ${y}`, most);
        error += Math.abs(found[0]! - wanted[0]!);
      }
    }
    assert(error / (width * height) < 6, `${name}: ${error / (width * height)}`);
  }
});

function wantedAt(name: string, x: number, y: number): number[] {
  if (name.startsWith("fax")) return Array(3).fill(isInk(x, y) ? 0 : 255);
  return name === "jpegGrey" ? Array(3).fill(x * 6) : colourAt(x, y);
}

Deno.test("grey, palettes and transparency of all depths are read in both byte orders", async () => {
  for (const order of ["II", "MM"] as const) {
    for (const bits of [1, 2, 4, 8, 16]) {
      const most = 2 ** bits - 1;
      const values = [0, 1, most >> 1, most];
      for (const photometric of [0, 1]) {
        const file = pixels({ bits, photometric, values, order });
        const { bitmap } = await decodeTiff(file);
        values.forEach((value, at) => {
          const shade = (photometric === 1 ? value : most - value) * 255 / most;
          const error = Math.abs(bitmap[at * 4]! - shade);
          assert(error <= 1, `${order} ${bits} ${photometric}: ${error}`);
        });
      }
      if (bits === 16) continue;
      for (const scale of [257, 1]) {
        const map = Array.from({ length: 3 * 2 ** bits }, (_, at) => at * 7 % 256 * scale);
        const file = pixels({ bits, photometric: 3, values, order }, [320, map]);
        const { bitmap } = await decodeTiff(file);
        assertEquals(bitmap[4], (values[1]! * 7) % 256);
        assertEquals(bitmap[5], ((2 ** bits + values[1]!) * 7) % 256);
      }
    }
  }
  const two = { bits: 8, photometric: 1, order: "MM" as const, samples: 2 };
  const clear = await decodeTiff(pixels({ ...two, values: [9, 0, 9, 255] }, [338, [2]]));
  assertEquals([...clear.bitmap], [9, 9, 9, 0, 9, 9, 9, 255]);
  const unknown = await decodeTiff(pixels({ ...two, values: [9, 0, 9, 255] }, [338, [0]]));
  assertEquals([...unknown.bitmap], [9, 9, 9, 255, 9, 9, 9, 255]);
});

Deno.test("a TIFF becomes the usual variants, and its original a JPEG without metadata", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const picture = quarters(96, 64);
  const texts: Entry[] = [270, 305, 315, 700, 33723, 34377].map((tag) => [tag, CANARY, 7]);
  for (let orientation = 1; orientation <= 8; orientation++) {
    const file = rgbTiff(
      { width: 96, height: 64, rgba: picture.bitmap },
      [[274, [orientation]], [271, "Lumen"], [272, "Two"], ...texts],
    );
    const made = await process(processor, file);
    const size = orientation >= 5 ? [64, 96] : [96, 64];
    assertEquals([made.format, made.kind, made.camera], ["TIFF", "image", "Lumen Two"]);
    assertEquals([sizes(made).original, sizes(made).large], [size, size]);
    assertEquals(sniff(variant(made, "original")), "JPEG");
    const corners = [[1, 1], [0, 1], [0, 0], [1, 0], [1, 1], [0, 1], [0, 0], [1, 0]];
    const [x, y] = corners[orientation - 1]!;
    const image = await shown(made);
    const red = [x === 1 ? 8 : image.width - 8, y === 1 ? 8 : image.height - 8] as const;
    assertNear(image.getRGBAAt(...red), [255, 0, 0], `orientation ${orientation}`);
    for (const { bytes } of made.variants) {
      const text = new TextDecoder("latin1").decode(bytes);
      assertEquals(/CANARY|Lumen|II\*\0|MM\0\*/.exec(text)?.[0], undefined);
    }
  }
});

Deno.test("a preview in front and pages behind are not the picture", async () => {
  const page = (value: number, flag: number) => ({
    entries: [[254, [flag], 4], [256, [1]], [257, [1]], [258, [8]], [262, [1]]] as Entry[],
    parts: [Uint8Array.of(value)],
  });
  const { bitmap } = await decodeTiff(tiff([page(1, 1), page(2, 0), page(3, 0)]));
  assertEquals(bitmap[0], 2);
});

Deno.test("missing strips are white, and a file that lacks many of them is refused", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const row = new Uint8Array(40).fill(60);
  const strips = (count: number) =>
    tiff([{ entries: grey(40, 20, [278, [1]]), parts: Array(count).fill(row) }]);
  const whole = await decodeTiff(strips(20));
  assertEquals(whole.bitmap.every((value, at) => value === (at % 4 === 3 ? 255 : 60)), true);
  const { bitmap } = await decodeTiff(strips(17));
  assertEquals([bitmap[16 * 160], bitmap[17 * 160]], [60, 255]);
  const half = strips(10);
  assertMatch(
    await refusal(processor, half),
    /^The TIFF picture is cut off: 50 % of it is missing$/,
  );
});

Deno.test("kinds that are not supported are refused by name, and hostile sizes before decoding", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const one = (...entries: Entry[]) => tiff([{ entries: grey(4, 4, ...entries), parts: [row] }]);
  const row = new Uint8Array(16);
  const cases: [File, RegExp][] = [
    [one([262, [5]], [277, [4]], [258, [8, 8, 8, 8]]), /four colours of print \(CMYK\)/],
    [one([262, [8]]), /Lab colours/],
    [one([339, [3]], [258, [32]]), /floating-point/],
    [one([258, [32]]), /32 bits a colour/],
    [one([259, [6]]), /old kind of JPEG/],
    [one([259, [9]]), /rare kind/],
    [one([262, [4]]), /rare kind/],
    [one([256, [20_000]]), /at most 16,383 a side/],
    [one([256, [10_000]], [257, [10_000]]), /at most 50 megapixels/],
    [one([257, [0]]), /no size/],
    [one([256, [10_000]], [257, [5_000]], [278, [1]], [322, [1]], [323, [1]]), /too many parts/],
    [one([322, [5_000]], [323, [5_000]]), /damaged/],
    [one([256, [7_000]], [257, [7_000]], [278, [7_000]]), /missing/],
    [one([277, [900]]), /damaged/],
    [one([258, [8, 16]], [277, [2]]), /rare kind/],
    [tiff([{ entries: [] }]), /no size/],
    [tiff([{ entries: grey(4, 4) }]).slice(0, 8), /holds no picture/],
  ];
  for (const [file, reason] of cases) assertMatch(await refusal(processor, file), reason);
});

Deno.test("data that would unpack to gigabytes stops at the size of the picture", async () => {
  // Each line of group 4 takes one bit, and each code of LZW repeats more.
  const blank = tiff([{
    entries: grey(16_000, 3_000, [259, [4]], [258, [1]]),
    parts: [new Uint8Array(4_000_000).fill(255)],
  }]);
  assertEquals((await decodeTiff(blank)).bitmap[0], 0);
  const noise = new Uint8Array(4_000_000).map((_, at) => at * 31);
  for (const compression of [2, 3, 4, 5, 32773]) {
    const bits = compression <= 4 ? 1 : 8;
    const entries = grey(5_000, 5_000, [259, [compression]], [258, [bits]]);
    const outcome = await decodeTiff(tiff([{ entries, parts: [noise] }]))
      .then(({ width }) => String(width), (error) => error.message);
    assertMatch(outcome, /^5000$|missing/);
  }
});

/** Returns a picture of one row. */
function pixels(
  { bits, photometric, values, order, samples = 1 }: {
    bits: number;
    photometric: number;
    values: number[];
    order: "II" | "MM";
    samples?: number;
  },
  ...others: Entry[]
): File {
  const packed = new Uint8Array(Math.ceil(values.length * bits / 8));
  values.forEach((value, at) => {
    if (bits === 16) new DataView(packed.buffer).setUint16(at * 2, value, order === "II");
    else packed[at * bits >> 3]! |= value << (8 - bits - (at * bits & 7));
  });
  const entries: Entry[] = [
    [256, [values.length / samples]],
    [257, [1]],
    [258, Array(samples).fill(bits)],
    [262, [photometric]],
    [277, [samples]],
    ...others,
  ];
  return tiff([{ entries, parts: [packed] }], order);
}

/** Returns the entries of a grey picture; others replace those with the same tag. */
function grey(width: number, height: number, ...others: Entry[]): Entry[] {
  const own: Entry[] = [[256, [width]], [257, [height]], [258, [8]], [262, [1]], [277, [1]]];
  return [...own.filter(([tag]) => others.every(([other]) => other !== tag)), ...others];
}
