import { assertEquals } from "@std/assert";
import { openImageProcessor, type ProcessedImage } from "../../../../lib/images/mod.ts";
import { flatJpeg } from "../../../helpers/media/pictures.ts";

const declaredType = "image/jpeg";
/** These tests are about memory: a busy machine may take its time. */
const DEADLINE_MS = 120_000;

Deno.test("a JPEG of 90 megapixels is processed in every orientation", async () => {
  await using processor = openImageProcessor({ workers: 1, deadlineMs: DEADLINE_MS });
  for (const orientation of [1, 3, 5, 6, 7, 8]) {
    const made = await processor.process(flatJpeg(10_000, 9_000, { orientation }), {
      declaredType,
    });
    const sideways = orientation >= 5;
    assertEquals([made.width, made.height], sideways ? [9_000, 10_000] : [10_000, 9_000]);
    assertEquals(sizeOf(made, "large"), sideways ? [1843, 2048] : [2048, 1843]);
    assertEquals(sizeOf(made, "thumb"), [480, 480]);
    assertEquals(sizeOf(made, "original"), [made.width, made.height]);
  }
});

Deno.test("a panorama of 16,383 pixels is processed, horizontal and vertical", async () => {
  await using processor = openImageProcessor({ workers: 1, deadlineMs: DEADLINE_MS });
  for (const [width, height] of [[16_383, 6_100], [6_100, 16_383], [16_383, 480]] as const) {
    for (const orientation of [1, 6]) {
      const file = flatJpeg(width, height, { orientation });
      const made = await processor.process(file, { declaredType });
      assertEquals(
        [made.width, made.height],
        orientation === 1 ? [width, height] : [height, width],
      );
      assertEquals(sizeOf(made, "thumb"), [480, 480]);
    }
  }
});

Deno.test("a JPEG over 100 megapixels or 16,383 pixels a side is refused with its limit", async () => {
  await using processor = openImageProcessor({ workers: 1, deadlineMs: DEADLINE_MS });
  const refusals: [number, number, string][] = [
    [16_384, 100, "The picture is 16,384 × 100 pixels; at most 16,383 a side are accepted"],
    [
      10_001,
      10_000,
      "The picture is 10,001 × 10,000 pixels; at most 100 megapixels are accepted for JPEG",
    ],
  ];
  for (const [width, height, message] of refusals) {
    const error = await processor.process(flatJpeg(width, height), { declaredType })
      .catch((error) => error);
    assertEquals(error.message, message);
  }
});

function sizeOf(made: ProcessedImage, name: string): number[] {
  const { width, height } = made.variants.find((variant) => variant.name === name)!;
  return [width, height];
}
