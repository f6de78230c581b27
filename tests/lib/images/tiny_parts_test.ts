import { assert, assertMatch } from "@std/assert";
import { openImageProcessor } from "../../../lib/images/mod.ts";
import { ascii, bytes, type File, join, u32le } from "../../helpers/media/picture_bytes.ts";
import { longestPause } from "../../helpers/pauses.ts";
import { pngChunk, rawPng } from "../../helpers/media/pictures.ts";
import { refusal } from "../../helpers/processing.ts";

const FILE_BYTES = 25_000_000;

Deno.test("a file of 25 MB of tiny parts is refused, and the server stays responsive", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const gif = join(ascii("GIF89a"), bytes(9, 0, 9, 0, 0, 0, 0));
  const png = rawPng({ width: 9, height: 9, depth: 8, colour: 2 }, bytes()).slice(0, 33);
  const apng = join(png, pngChunk(["acTL", bytes(0, 0, 0, 9, 0, 0, 0, 0)]));
  const webp = join(ascii("RIFF"), u32le(FILE_BYTES), ascii("WEBP"));
  const files: Record<string, [File, RegExp]> = {
    "GIF frames": [
      filled(gif, bytes(0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0, 0)),
      /over 20,000 frames$/,
    ],
    "GIF comments": [filled(gif, bytes(0x21, 0xfe, 0)), /holds no picture$/],
    "parts of a GIF comment": [filled(join(gif, bytes(0x21, 0xfe)), bytes(1)), /holds no picture$/],
    "JPEG segments": [filled(bytes(0xff, 0xd8), bytes(0xff, 0xe5, 0, 2)), /not say its size$/],
    "JPEG tables": [filled(bytes(0xff, 0xd8), bytes(0xff, 0xc4, 0, 2)), /not say its size$/],
    "PNG data": [filled(png, join(bytes(0, 0, 0, 0), ascii("IDAT\0\0\0\0"))), /too many parts$/],
    "PNG frames": [
      filled(apng, pngChunk(["fdAT", bytes(0, 0, 0, 0)])),
      /frames of the animated PNG are damaged$/,
    ],
    "WebP chunks": [filled(webp, ascii("XMP \0\0\0\0")), /holds no picture$/],
    "WebP frames": [
      filled(webp, ascii("ANMF\0\0\0\0")),
      /frames of the animated WebP are damaged$/,
    ],
  };
  for (const [name, [file, reason]] of Object.entries(files)) {
    let longest = Infinity;
    // A busy machine may block the loop, too, but not each time.
    for (let round = 0; round < 5 && longest >= 150; round++) {
      const pause = await longestPause(async () => {
        assertMatch(await refusal(processor, file), reason, name);
      });
      longest = Math.min(longest, pause);
    }
    assert(longest < 150, `${name}: the loop stood still for ${longest} ms`);
  }
});

function filled(start: File, part: File): File {
  const file = new Uint8Array(FILE_BYTES);
  file.set(start);
  for (let at = start.length; at + part.length <= FILE_BYTES; at += part.length) file.set(part, at);
  return file;
}
