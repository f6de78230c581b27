import { assert } from "@std/assert";
import fc from "fast-check";
import { FORMATS, ImageRefused, openImageProcessor, sniff } from "../../../lib/images/mod.ts";
import { readHeader, strip } from "../../../lib/images/formats/header.ts";
import { animatedAvif } from "../../helpers/media/heif/avif_animation.ts";
import { animatedWebp, apng } from "../../helpers/media/animations.ts";
import { av1, heifFile, heifGrid, hevc, irot } from "../../helpers/media/heif/heif_files.ts";
import { type File, join } from "../../helpers/media/picture_bytes.ts";
import { exifBlock } from "../../helpers/media/picture_exif.ts";
import {
  palettePng,
  photo,
  png,
  talkativeGif,
  talkativeJpeg,
  webp,
} from "../../helpers/media/pictures.ts";
import { PACKED_TIFFS } from "../../helpers/media/tiff/packed_tiffs.ts";

const moving = [1, 2, 3].map((at) => ({ picture: photo(10, 8), left: at * 2, top: at }));
const good = [
  await talkativeJpeg(photo(48, 32), { orientation: 6 }),
  await png(photo(48, 32)),
  palettePng(20, 20),
  await talkativeGif(30, 20, 3),
  await webp(photo(48, 32), {}),
  await apng({ width: 20, height: 16 }, moving, { still: photo(20, 16) }),
  await animatedWebp({ width: 20, height: 16 }, moving),
  (await animatedAvif(moving.map(({ picture }) => picture))).file,
  ...["lzw16Big", "fax3Mixed", "fax4", "tiles", "jpegTiles"].map((name) =>
    Uint8Array.fromBase64(PACKED_TIFFS[name as keyof typeof PACKED_TIFFS])
  ),
];
const talk = { properties: [irot(1)], exif: exifBlock({ orientation: 6 }) };
const coded = await av1(photo(48, 32));
/** HEIC and AVIF, whose decoders are the largest. */
const heifs = [
  heifFile(hevc("quarters"), { ...talk, alpha: hevc("mask") }),
  heifFile(hevc("bits10"), talk),
  heifGrid([hevc("red"), hevc("blue")], { columns: 2, width: 100, height: 64 }),
  heifFile(coded, talk),
  heifGrid([coded, coded], { columns: 1, width: 48, height: 60 }),
];

const sets = [["pictures", good, 250], ["HEIC and AVIF", heifs, 400]] as const;

for (const [name, files, pictures] of sets) {
  const mutated = mutationsOf(files);

  Deno.test(`${name}: no mutation makes the readers do anything but read or refuse`, () => {
    fc.assert(
      fc.property(mutated, (file) => {
        for (const read of [readHeader, strip]) orRefusal(() => read(file));
      }),
      { numRuns: 5_000 },
    );
  });

  Deno.test(`${name}: a rebuilt picture is rebuilt to the same bytes again`, () => {
    fc.assert(
      fc.property(mutated, (file) => {
        const once = orRefusal(() => strip(file).bytes);
        if (once) assert(strip(once).bytes.every((byte, at) => byte === once[at]));
      }),
      { numRuns: 1_000 },
    );
  });

  Deno.test(`${name}: no mutation ends a sandbox, each is shown or refused`, async () => {
    await using processor = openImageProcessor();
    await fc.assert(
      fc.asyncProperty(mutated, async (file) => {
        const format = sniff(file);
        const declaredType = format ? FORMATS[format].type : "image/jpeg";
        try {
          const made = await processor.process(file, { declaredType });
          assert(made.variants.length >= 5);
        } catch (error) {
          if (!(error instanceof ImageRefused)) throw error;
        }
      }),
      { numRuns: pictures, endOnFailure: true },
    );
  });
}

/** Changes some bytes, cuts a piece out, doubles one, or cuts the end off. */
function mutationsOf(files: readonly File[]): fc.Arbitrary<File> {
  return fc.record({
    file: fc.constantFrom(...files),
    // Headers are at the start: half of all changes hit them.
    changes: fc.array(
      fc.record({
        place: fc.oneof(fc.nat(1_000), fc.nat(9_999)),
        value: fc.integer({ min: 0, max: 255 }),
        kind: fc.constantFrom(..."set set set set set cut double end".split(" ")),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }).map(({ file, changes }) => changes.reduce(change, file));
}

function change(
  file: File,
  { place, value, kind }: { place: number; value: number; kind: string },
): File {
  // The first bytes identify the format: without them the file is no picture at all.
  const at = 12 + Math.floor(place / 10_000 * Math.max(0, file.length - 12));
  if (kind === "end") return file.slice(0, at + 1);
  if (kind === "cut") return join(file.subarray(0, at), file.subarray(at + value));
  if (kind === "double") return join(file.subarray(0, at + value), file.subarray(at));
  return file.map((byte, index) => index === at ? value : byte);
}

function orRefusal<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ImageRefused) return null;
    throw error;
  }
}
