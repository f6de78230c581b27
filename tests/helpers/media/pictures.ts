import { Frame, GIF, Image } from "imagescript";
import { crc32, deflateSync } from "node:zlib";
import { ascii, bytes, type File, join, u16, u32, u32le } from "./picture_bytes.ts";
import { CANARY, exifBlock, type ExifOptions } from "./picture_exif.ts";

/** Returns pixels like those of a photo: soft colours, an edge, some noise. They never change. */
export function photo(width: number, height: number): Image {
  const image = new Image(width, height);
  const { bitmap } = image;
  let noise = 1;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      noise = Math.imul(noise, 1103515245) + 12345 >>> 0;
      const grain = noise >>> 28;
      const sky = y * 3 < height ? 60 : 0;
      bitmap[at++] = 110 + 70 * Math.sin(x / 97 + y / 311) + grain;
      bitmap[at++] = 120 + 60 * Math.cos(x / 201) + grain;
      bitmap[at++] = 110 + 50 * Math.cos((x + y) / 153) + sky + grain;
      bitmap[at++] = 255;
    }
  }
  return image;
}

/** Returns quarters of red, green, blue and white, which show the orientation. */
export function quarters(width: number, height: number): Image {
  const colours = [0xff0000ff, 0x00ff00ff, 0x0000ffff, 0xffffffff];
  return new Image(width, height).fill((x: number, y: number) =>
    colours[(x > width / 2 ? 1 : 0) + (y > height / 2 ? 2 : 0)]!
  );
}

/** Returns a JPEG of `picture`, with an EXIF block if `exif` is given. */
export async function jpeg(picture: Image, exif?: ExifOptions): Promise<File> {
  const plain = new Uint8Array(await picture.encodeJPEG(90));
  return exif ? withSegments(plain, [0xe1, join(ascii("Exif\0\0"), exifBlock(exif))]) : plain;
}

/** Returns a grey JPEG of any size. It takes two bits for 64 pixels and needs no encoder. */
export function flatJpeg(width: number, height: number, exif?: ExifOptions): File {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const segment = (marker: number, ...payload: Uint8Array[]) =>
    join(bytes(0xff, marker), u16(join(...payload).length + 2), ...payload);
  // One code with one bit each: "no difference" and "end of block".
  const code = (table: number) => segment(0xc4, bytes(table, 1), new Uint8Array(16));
  const file = join(
    bytes(0xff, 0xd8),
    segment(0xdb, bytes(0), new Uint8Array(64).fill(1)),
    segment(0xc0, bytes(8), u16(height), u16(width), bytes(1, 1, 0x11, 0)),
    code(0x00),
    code(0x10),
    segment(0xda, bytes(1, 1, 0, 0, 63, 0)),
    new Uint8Array(Math.ceil(blocks / 4)),
    bytes(0xff, 0xd9),
  );
  return exif ? withSegments(file, [0xe1, join(ascii("Exif\0\0"), exifBlock(exif))]) : file;
}

/** Returns a JPEG with every kind of metadata, and a file after its end. */
export async function talkativeJpeg(picture: Image, exif: ExifOptions = {}): Promise<File> {
  const thumbnail = withSegments(await jpeg(photo(16, 16)), [0xfe, ascii(CANARY)]);
  const file = withSegments(
    await jpeg(picture, { thumbnail, ...exif }),
    [0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>${CANARY}</x:xmpmeta>`)],
    [0xe2, ascii(`ICC_PROFILE\0\x01\x01${CANARY}`)],
    [0xed, ascii(`Photoshop 3.0\x008BIM${CANARY}`)],
    [0xee, ascii(`Adobe\0\x64\0\0\0\0\x01${CANARY}`)],
    [0xfe, ascii(CANARY)],
  );
  return join(file, ascii(`PK\x03\x04${CANARY}`));
}

/** Inserts segments after the start of a JPEG. */
export function withSegments(file: File, ...segments: [marker: number, payload: File][]): File {
  const made = segments.map(([marker, payload]) =>
    join(bytes(0xff, marker), u16(payload.length + 2), payload)
  );
  return join(file.subarray(0, 2), ...made, file.subarray(2));
}

/** Returns a PNG of `picture`, with the chunks (`[type, data]`) before the picture's data. */
export async function png(picture: Image, ...chunks: [string, File][]): Promise<File> {
  const plain = new Uint8Array(await picture.encode());
  const start = 8 + 25;
  return join(plain.subarray(0, start), ...chunks.map(pngChunk), plain.subarray(start));
}

/** Returns a PNG of IHDR fields and raw, unfiltered rows (each with its filter byte). */
export function rawPng(
  { width, height, depth, colour }: Record<"width" | "height" | "depth" | "colour", number>,
  rows: Uint8Array,
  ...chunks: [string, File][]
): File {
  const header = join(u32(width), u32(height), bytes(depth, colour, 0, 0, 0));
  const data = new Uint8Array(deflateSync(rows));
  const all: [string, File][] = [["IHDR", header], ...chunks, ["IDAT", data], ["IEND", bytes()]];
  return join(bytes(137, 80, 78, 71, 13, 10, 26, 10), ...all.map(pngChunk));
}

/** Returns a PNG with a few colours, one of them transparent. */
export function palettePng(width: number, height: number): File {
  const rows = Uint8Array.from(
    { length: (width + 1) * height },
    (_, at) => at % (width + 1) === 0 ? 0 : at % 3,
  );
  return rawPng({ width, height, depth: 8, colour: 3 }, rows, [
    "PLTE",
    bytes(200, 30, 30, 30, 200, 30, 30, 30, 200),
  ], ["tRNS", bytes(255, 255, 0)]);
}

/** Returns a GIF with this many frames. */
export async function gif(width: number, height: number, frames: number): Promise<File> {
  const made = Array.from({ length: frames }, (_, i) => {
    const shade = 255 - i % 200;
    return Frame.from(new Image(width, height).fill(Image.rgbToColor(shade, i % 256, 90)), 80);
  });
  return new Uint8Array(await new GIF(made).encode(80));
}

/** Returns a GIF with a comment, XMP and a text around its frames, and a file after its end. */
export async function talkativeGif(width: number, height: number, frames: number): Promise<File> {
  const plain = await gif(width, height, frames);
  const text = ascii(CANARY);
  const block = join(bytes(text.length), text, bytes(0));
  const colours = plain[10]! & 0x80 ? 3 << ((plain[10]! & 7) + 1) : 0;
  const start = 13 + colours;
  return join(
    plain.subarray(0, start),
    join(bytes(0x21, 0xfe), block),
    join(bytes(0x21, 0xff, 11), ascii("XMP DataXMP"), block),
    join(bytes(0x21, 0x01, 12), new Uint8Array(12), block),
    plain.subarray(start),
    text,
  );
}

/** Returns a lossy WebP; `talkative` adds a profile, EXIF, XMP and a file after its end. */
export async function webp(picture: Image, talkative?: ExifOptions): Promise<File> {
  const plain = new Uint8Array(await picture.encodeWEBP(80));
  if (!talkative) return plain;
  const size = (side: number) => u32le(side - 1).subarray(0, 3);
  const body = join(
    ascii("WEBP"),
    riffChunk("VP8X", join(bytes(0x2c, 0, 0, 0), size(picture.width), size(picture.height))),
    riffChunk("ICCP", ascii(CANARY)),
    plain.subarray(12),
    riffChunk("EXIF", exifBlock(talkative)),
    riffChunk("XMP ", ascii(CANARY)),
  );
  return join(ascii("RIFF"), u32le(body.length), body, ascii(CANARY));
}

/** Returns a chunk with its length and its checksum. */
export function pngChunk([type, data]: [string, File]): File {
  const body = join(ascii(type), data);
  return join(u32(data.length), body, u32(crc32(body)));
}

function riffChunk(type: string, data: File): File {
  return join(ascii(type), u32le(data.length), data, new Uint8Array(data.length % 2));
}
