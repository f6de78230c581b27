import { latin1 } from "./cursor.ts";
import { isRawTiff } from "./tiff_directories.ts";

/** A format that is recognised only to tell its owner what to do. */
export interface ForeignFormat {
  /** With its article. */
  name: string;
  /** A sentence without its end. */
  advice: string;
}

interface Known extends ForeignFormat {
  types: RegExp;
  magic: RegExp;
}

const START_BYTES = 1024;
const MAKERS = "canon|epson|fuji|hasselblad|kodak|leica|minolta|nikon|olympus|panasonic|pentax|" +
  "phaseone|samsung|sigma|sony";
const AS_JPEG = "Export it as JPEG";

const RAW: Known = {
  name: "a RAW picture of a camera",
  advice: AS_JPEG,
  types: new RegExp(`^image/(x-)?(adobe-dng|dng|raw|dcraw|(${MAKERS})-[a-z0-9]+)$`),
  // RAF, ORF, RW2, CR2, CR3, CRW, X3F and MRW. The others are TIFF files.
  magic:
    /^(FUJIFILMCCD-RAW|IIR[OS]|MMOR|IIU\0|II\*\0[^]{4}CR|[^]{4}ftypcrx|[^]{6}HEAPCCDR|FOVb|\0MRM)/,
};

const KNOWN: readonly Known[] = [
  RAW,
  {
    name: "a JPEG XL picture",
    advice: AS_JPEG,
    types: /^image\/jxl$/,
    magic: /^(\xff\n|\0\0\0\fJXL \r\n\x87\n)/,
  },
  {
    name: "a JPEG 2000 picture",
    advice: AS_JPEG,
    types: /^image\/(jp2|jpx|jpm|j2k|jpeg2000|x-jp2)$/,
    magic: /^(\0\0\0\fjP {2}\r\n\x87\n|\xff\x4f\xff\x51)/,
  },
  {
    name: "a BMP picture",
    advice: "Save it as PNG",
    types: /^image\/(bmp|x-bmp|x-ms-bmp|x-windows-bmp)$/,
    // deno-lint-ignore no-control-regex
    magic: /^BM[^]{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0/,
  },
  {
    name: "an SVG drawing",
    advice: "Export it as PNG",
    types: /^image\/svg(\+xml)?$/,
    magic: /^(?:\xef\xbb\xbf)?\s*(?=<(?:svg|\?xml|!doctype svg|!--))(?=[^]*<svg[\s>])/i,
  },
  {
    name: "a Photoshop file",
    advice: AS_JPEG,
    types: /^(image\/(vnd\.adobe\.photoshop|x-psd|psd)|application\/x-photoshop)$/,
    // deno-lint-ignore no-control-regex
    magic: /^8BPS\0[\x01\x02]/,
  },
  {
    name: "a PDF document",
    advice: "Export its page as JPEG",
    types: /^application\/pdf$/,
    magic: /^%PDF-/,
  },
];

/** Returns the foreign format that a content type names. */
export function foreignType(contentType: string): ForeignFormat | null {
  return KNOWN.find(({ types }) => types.test(contentType)) ?? null;
}

/** Returns the foreign format of a file, by its content alone. */
export function foreignContent(bytes: Uint8Array): ForeignFormat | null {
  const start = latin1(bytes.subarray(0, START_BYTES));
  const found = KNOWN.find(({ magic }) => magic.test(start));
  return found ?? (isRawTiff(bytes) ? RAW : null);
}
