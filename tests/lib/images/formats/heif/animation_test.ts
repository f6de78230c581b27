import { assert, assertEquals, assertMatch } from "@std/assert";
import { Image } from "imagescript";
import { stripSequence } from "../../../../../lib/images/formats/heif/animation.ts";
import { decodeAvif } from "../../../../../lib/images/formats/heif/avif_pixels.ts";
import { boxes, contents, fileBoxes } from "../../../../../lib/images/formats/heif/boxes.ts";
import { readTrack } from "../../../../../lib/images/formats/heif/tracks.ts";
import { Cursor } from "../../../../../lib/images/core/cursor.ts";
import { openImageProcessor } from "../../../../../lib/images/mod.ts";
import { animatedAvif } from "../../../../helpers/media/heif/avif_animation.ts";
import {
  heifFile,
  hevc,
  iccColour,
  irot,
  pictureTrack,
} from "../../../../helpers/media/heif/heif_files.ts";
import { COLORANTS, matrixProfile, SRGB_CURVE } from "../../../../helpers/media/profiles.ts";
import {
  assertNear,
  process,
  refusal,
  shown,
  sizes,
  variant,
} from "../../../../helpers/processing.ts";

const colours = [0xff0000ff, 0x00ff00ff, 0x0000ffff, 0xffff00ff];
const pictures = colours.map((colour) => new Image(48, 32).fill(colour));

Deno.test("an animated AVIF keeps its frames and nothing else", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const { file, frames } = await animatedAvif(pictures);
  const made = await process(processor, file);
  assertEquals([made.kind, made.format, made.frames], ["gif", "AVIF", 4]);
  assertEquals([sizes(made).animated, sizes(made).large], [[48, 32], [48, 32]]);
  assertNear((await shown(made)).getRGBAAt(20, 20), [255, 0, 0]);
  const animated = variant(made, "animated");
  assertEquals(variant(made, "original"), animated);
  const { contentType } = made.variants.find(({ name }) => name === "animated")!;
  assertEquals(contentType, "image/avif");
  const moov = contents(fileBoxes(animated)).get("moov")!;
  const track = readTrack(animated, contents(boxes(new Cursor(moov))).get("trak")!)!;
  assertEquals(track.samples, frames);
  assertNear((await decodeAvif(animated)).bitmap, [255, 0, 0]);
  // A downloaded animation may be uploaded again.
  assertEquals(stripSequence(animated), animated);
  assertEquals((await process(processor, animated)).frames, 4);
  for (const { name, bytes } of made.variants) {
    const found = /CANARY|Lumen|Exif|udta|uuid|free|II\*\0/.exec(
      new TextDecoder("latin1").decode(bytes),
    );
    assertEquals(found?.[0], undefined, name);
  }
});

Deno.test("an animated AVIF keeps the numbers of its profile, without its texts", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const properties = [iccColour(matrixProfile(COLORANTS.p3, SRGB_CURVE))];
  const { file } = await animatedAvif(pictures, { properties });
  const animated = new TextDecoder("latin1").decode(
    variant(await process(processor, file), "animated"),
  );
  assertMatch(animated, /colrprof/);
  assertEquals(/CANARY/.test(animated), false);
});

Deno.test("animations that no browser shows, or that are damaged, are refused", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const { file } = await animatedAvif(pictures);
  const turned = await animatedAvif(pictures, { properties: [irot(1)] });
  const missing = await animatedAvif(pictures, { claimed: 400 });
  const many = await animatedAvif(pictures, { claimed: 20_001 });
  const cases = [
    [turned.file, /^This kind of animated AVIF is not supported$/],
    [heifFile(hevc("quarters"), { others: [pictureTrack(5)] }), /animated HEIC is not supported/],
    [missing.file, /damaged/],
    [many.file, /over 20,000 frames/],
    [file.slice(0, file.length - 900), /damaged|cut off/],
  ] as const;
  for (const [hostile, reason] of cases) assertMatch(await refusal(processor, hostile), reason);
});

Deno.test("tables of an animation cannot name the same bytes without end", async () => {
  const { file, frames } = await animatedAvif(pictures);
  const copy = file.slice();
  const at = new TextDecoder("latin1").decode(copy).indexOf("stsz") + 16;
  new DataView(copy.buffer).setUint32(at, file.length - frames[1]!.length);
  let reason = "";
  try {
    stripSequence(copy);
  } catch (error) {
    reason = String(error);
  }
  assert(/damaged/.test(reason), reason);
});
