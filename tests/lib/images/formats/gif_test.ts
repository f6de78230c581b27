import { assertEquals, assertMatch } from "@std/assert";
import { readHeader } from "../../../../lib/images/formats/header.ts";
import { openImageProcessor } from "../../../../lib/images/mod.ts";
import { bytes, join } from "../../../helpers/media/picture_bytes.ts";
import { gif } from "../../../helpers/media/pictures.ts";
import {
  assertNear,
  process,
  refusal,
  shown,
  sizes,
  variant,
} from "../../../helpers/processing.ts";
import { FOUR_COLOURS, rawGif } from "../../../helpers/raw_gif.ts";

const [RED, GREEN, BLUE, WHITE] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]] as const;
const whole = { width: 32, height: 32 };

Deno.test("a GIF is as large as its first frame, whatever its screen size", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const cases = [
    { screen: [10, 10], at: [0, 0], seen: [32, 32] },
    { screen: [0, 0], at: [0, 0], seen: [32, 32] },
    { screen: [32, 32], at: [8, 4], seen: [40, 36] },
    { screen: [48, 20], at: [8, 0], seen: [48, 32] },
  ] as const;
  for (const { screen: [width, height], at: [left, top], seen } of cases) {
    const file = rawGif({ width, height }, [{ left, top, ...whole, pixels: 2 }]);
    const made = await process(processor, file);
    assertEquals([made.width, made.height], [...seen]);
    assertNear((await shown(made)).getRGBAAt(left + 16, top + 16), BLUE);
    const { width: kept, height: keptHeight } = readHeader(variant(made, "original"));
    assertEquals([kept, keptHeight], [...seen]);
  }
});

Deno.test("later frames of a GIF may exceed the edge: the animation keeps its size", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const made = await process(
    processor,
    rawGif(whole, [
      { ...whole, pixels: 0 },
      { left: 20, top: 20, ...whole, pixels: 1 },
      { left: 500, top: 500, width: 2, height: 2, pixels: 1 },
    ]),
  );
  assertEquals([made.kind, made.frames, made.width, made.height], ["gif", 3, 32, 32]);
  assertEquals(sizes(made).animated, [32, 32]);
});

Deno.test("a frame without a size fills the screen", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const frame = { width: 32, height: 32, pixels: 1 };
  const file = rawGif(whole, [frame]);
  const descriptor = file.indexOf(0x2c, 13 + FOUR_COLOURS.length);
  file.fill(0, descriptor + 5, descriptor + 9);
  assertNear((await shown(await process(processor, file))).getRGBAAt(16, 16), GREEN);
});

Deno.test("interlaced rows, transparency, local colours and missing colours are read", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  // Rows in stored order: those of the first pass (0, 8, 16, 24) are red, all others blue.
  const rows = Array.from({ length: 32 }, (_, row) => Array(32).fill(row < 4 ? 0 : 2)).flat();
  const laced = await process(
    processor,
    rawGif(whole, [{ ...whole, pixels: rows, isInterlaced: true }]),
  );
  // JPEG merges the colours of two rows; brightness tells the rows apart.
  const [lit, unlit] = await Promise.all(
    [8, 12].map(async (y) => (await shown(laced)).getRGBAAt(16, y + 1)[0]!),
  );
  assertEquals(lit! > unlit!, true);
  const clear = rawGif(whole, [{ ...whole, pixels: 0, transparent: 0 }]);
  assertNear((await shown(await process(processor, clear))).getRGBAAt(16, 16), WHITE);
  const own = rawGif(whole, [{ ...whole, pixels: 0, colours: bytes(...FOUR_COLOURS).reverse() }]);
  assertNear((await shown(await process(processor, own))).getRGBAAt(16, 16), WHITE);
  const none = rawGif({ ...whole, colours: null }, [{ ...whole, pixels: 3 }]);
  assertNear((await shown(await process(processor, none))).getRGBAAt(16, 16), [3, 3, 3]);
});

Deno.test("a GIF without its end, or with stray bytes, shows the frames that it has and is repaired", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const frames = [0, 1, 2].map((pixels) => ({ ...whole, pixels }));
  const file = rawGif(whole, frames);
  const cases = {
    "no trailer": [file.slice(0, -1), 3],
    "no last two bytes": [file.slice(0, -2), 3],
    "a cut off last frame": [file.slice(0, -60), 3],
    "a cut off block behind a frame": [join(file.slice(0, -1), bytes(0x21, 0xf9, 4, 0)), 3],
    "a cut off frame without data": [join(file.slice(0, -1), bytes(0x2c, 0, 0, 0)), 3],
    "stray zeros": [join(file.slice(0, -1), bytes(0, 0, 0, 0x3b)), 3],
    "nonsense instead of the trailer": [join(file.slice(0, -1), bytes(7, 7, 7)), 3],
    "bytes behind the trailer": [join(file, new Uint8Array(1000)), 3],
  } as const;
  for (const [name, [damaged, count]] of Object.entries(cases)) {
    const made = await process(processor, damaged);
    assertEquals([made.frames, made.width], [count, 32], name);
    assertNear((await shown(made)).getRGBAAt(16, 16), RED, name);
    assertEquals(variant(made, "animated").at(-1), 0x3b, name);
    assertEquals(readHeader(variant(made, "animated")).frames, count, name);
  }
});

Deno.test("a still GIF shows the pixels that it has, unless more than a quarter is missing", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const file = rawGif(whole, [{ ...whole, pixels: 2 }]);
  const seen = await shown(await process(processor, file.slice(0, file.length * 0.85)));
  assertNear(seen.getRGBAAt(16, 8), BLUE);
  assertNear(seen.getRGBAAt(30, 32), WHITE);
  const laced = rawGif(whole, [{ ...whole, pixels: 2, isInterlaced: true }]);
  const filled = await shown(await process(processor, laced.slice(0, laced.length * 0.85)));
  for (const y of [4, 27, 31, 32]) assertNear(filled.getRGBAAt(16, y), BLUE, `row ${y}`);
  const half = await refusal(processor, file.slice(0, file.length * 0.5));
  assertMatch(half, /^The GIF picture is cut off: 5\d % of it is missing$/);
});

Deno.test("animations are limited by all their pixels, not by their number of frames", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const made = await process(processor, await gif(16, 16, 1_000));
  assertEquals([made.frames, readHeader(variant(made, "animated")).frames], [1_000, 1_000]);
  const dot = { width: 1, height: 1, pixels: 0 };
  const many = rawGif({ width: 1_000, height: 1_000 }, Array(301).fill(dot));
  const large = rawGif(
    whole,
    [dot, ...Array(3).fill({ ...dot, width: 10_000, height: 10_001 })]
      .map((frame) => ({ ...frame, pixels: [0] })),
  );
  const reason = /^The animation has \d+ frames of .+; at most 300 megapixels in all are accepted$/;
  for (const file of [many, large]) assertMatch(await refusal(processor, file), reason);
});
