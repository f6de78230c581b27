import { assertEquals, assertThrows } from "@std/assert";
import {
  acceptedFormat,
  extensionOf,
  foreignType,
  formatOfType,
  FORMATS,
  ImageRefused,
  type MediaFormat,
  namesOf,
  PROCESSED_FORMATS,
} from "../../../../lib/images/mod.ts";
import { ascii, bytes, type File, join } from "../../../helpers/media/picture_bytes.ts";
import { jpeg, photo } from "../../../helpers/media/pictures.ts";
import { type Entry, rgbTiff, tiff } from "../../../helpers/media/tiff/tiffs.ts";

const accepted = Object.keys(FORMATS) as MediaFormat[];
const picture = { width: 4, height: 4, rgba: photo(4, 4).bitmap };

Deno.test("each content type and each file extension means one format", () => {
  const types = accepted.flatMap((format) => [FORMATS[format].type, ...FORMATS[format].aliases]);
  assertEquals(new Set(types).size, types.length);
  for (const format of accepted) {
    assertEquals(formatOfType(FORMATS[format].type), format);
    assertEquals(extensionOf(FORMATS[format].type), FORMATS[format].extension);
  }
  assertEquals(new Set(accepted.map((format) => FORMATS[format].extension)).size, accepted.length);
  assertEquals([formatOfType("text/html"), extensionOf("text/html")], [null, "bin"]);
  for (const type of ["image/heif", "image/heic-sequence"]) {
    assertEquals(formatOfType(type), "HEIC");
  }
  assertEquals(formatOfType("image/jpg"), "JPEG");
  assertEquals(formatOfType("video/mov"), "MOV");
});

Deno.test("formats are listed as people write them", () => {
  assertEquals(namesOf(["JPEG", "WEBP", "WEBM"]), "JPEG, WebP or WebM");
  assertEquals(PROCESSED_FORMATS.every((format) => FORMATS[format].engine !== null), true);
});

Deno.test("files of cameras and of other programs are named, with an advice", () => {
  const sensor = (...entries: Entry[]) => tiff([{ entries: [[256, [8]], ...entries] }]);
  const preview: Entry[] = [[256, [8]], [259, [6]], [262, [6]]];
  const filtered = tiff([{ entries: preview }, { entries: [[262, [32803]]] }], "MM");
  const files: [RegExp, File][] = [
    [/RAW picture of a camera\. Export it as JPEG$/, sensor([50706, [1, 4, 0, 0], 1])],
    [/RAW/, sensor([262, [34892]])],
    [/RAW/, sensor([259, [34713]])],
    [/RAW/, filtered],
    [/RAW/, subDirectory()],
    [/RAW/, ascii("FUJIFILMCCD-RAW 0201")],
    [/RAW/, ascii("IIRO\x08\0\0\0")],
    [/RAW/, ascii("IIU\0\x18\0\0\0")],
    [/RAW/, ascii("II*\0\x10\0\0\0CR\x02\0")],
    [/RAW/, ascii("\0\0\0\x18ftypcrx \0\0\0\x01")],
    [/JPEG XL/, bytes(0xff, 0x0a, 0xfa, 0x1f)],
    [/JPEG XL/, ascii("\0\0\0\x0cJXL \r\n\x87\n")],
    [/JPEG 2000/, ascii("\0\0\0\x0cjP  \r\n\x87\n")],
    [/BMP picture\. Save it as PNG$/, join(ascii("BM"), new Uint8Array(12), bytes(40, 0, 0, 0))],
    [/SVG/, ascii("\xef\xbb\xbf <?xml version='1.0'?>\n<!-- a --><svg xmlns='a'/>")],
    [/SVG/, ascii("<svg>")],
    [/Photoshop/, ascii("8BPS\0\x01")],
    [/PDF/, ascii("%PDF-1.7")],
  ];
  for (const [reason, file] of files) {
    for (const declaredType of ["", "image/tiff", "image/jpeg"]) {
      const error = assertThrows(
        () => acceptedFormat(file, { declaredType, accepted }),
        ImageRefused,
      );
      assertEquals(reason.test(error.message), true, error.message);
    }
  }
});

Deno.test("a scan is no RAW file, and a hostile TIFF takes no time", () => {
  const scan = rgbTiff(picture);
  assertEquals(acceptedFormat(scan, { declaredType: "image/tiff", accepted }), "TIFF");
  // Each directory points to itself and to eight others.
  const sub: Entry = [330, Array(1024).fill(8), 4];
  const loop = tiff(Array(100).fill({ entries: [sub, [262, [2]]] }));
  loop.fill(8, loop.length - 4, loop.length - 3);
  assertEquals(acceptedFormat(loop, { declaredType: "", accepted }), "TIFF");
  for (let end = 4; end < scan.length; end += 7) {
    assertEquals(acceptedFormat(scan.slice(0, end), { declaredType: "", accepted }), "TIFF");
  }
});

Deno.test("the content decides where nothing was announced, and else must be as announced", async () => {
  const file = await jpeg(photo(8, 8));
  const read = (declaredType: string, formats = accepted) =>
    acceptedFormat(file, { declaredType, accepted: formats });
  for (const type of ["", "application/octet-stream", "image/jpg", " Image/JPEG; a=b"]) {
    assertEquals(read(type), "JPEG");
  }
  for (const type of ["image/png", "video/mp4", "text/plain"]) {
    assertThrows(() => read(type), ImageRefused, `JPEG but was announced as ${type}`);
  }
  assertThrows(() => read("", ["PNG", "GIF"]), ImageRefused, "JPEG; accepted are PNG or GIF");
  const movie = ascii("\0\0\0\x14ftypqt  \0\0\0\0");
  for (const declaredType of ["video/mp4", "video/mov", "video/quicktime", ""]) {
    assertEquals(acceptedFormat(movie, { declaredType, accepted }), "MOV");
  }
});

Deno.test("content types of foreign formats are known", () => {
  const raw = ["image/x-adobe-dng", "image/x-canon-cr3", "image/x-sony-arw", "image/x-nikon-nef"];
  for (const type of [...raw, "image/x-fuji-raf", "image/x-panasonic-rw2", "image/x-olympus-orf"]) {
    assertEquals(foreignType(type)?.name, "a RAW picture of a camera");
  }
  for (const type of ["image/jxl", "image/bmp", "image/svg+xml", "image/jp2", "application/pdf"]) {
    assertEquals(foreignType(type) === null, false, type);
  }
  for (const format of accepted) assertEquals(foreignType(FORMATS[format].type), null);
});

/** Returns a TIFF whose first directory is a preview, and whose inner one has sensor data. */
function subDirectory(): File {
  const outer: Entry[] = [[256, [8]], [262, [2]], [330, [0], 4]];
  const file = tiff([{ entries: outer }, { entries: [[256, [8]], [262, [32803]]] }]);
  const view = new DataView(file.buffer);
  const first = view.getUint32(4, true);
  const next = first + 2 + outer.length * 12;
  view.setUint32(first + 2 + 2 * 12 + 8, view.getUint32(next, true), true);
  view.setUint32(next, 0, true);
  return file;
}
