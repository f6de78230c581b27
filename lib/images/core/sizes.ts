/** A width and a height in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The longest side of each variant that shows the whole picture, in pixels. */
export const SIZES = { small: 640, medium: 1080, wide: 1440, large: 2048 } as const;
/** One of {@link SIZES}. */
export type SizeName = keyof typeof SIZES;
/** All of {@link SIZES}, from small to large. */
export const SIZE_NAMES = Object.keys(SIZES) as SizeName[];

/** The side of the square thumbnail, in pixels. */
export const THUMB_PIXELS = 480;

/** A picture whose sides differ more is a strip: a long screenshot, a comic or a panorama. */
const STRIP_RATIO = 3;
/** The area of a strip's variant, in pixels. A photo of 4:3 has 3.1 million at 2048. */
const STRIP_AREA_MAX = 8_000_000;

/**
 * Returns the size of a variant, never larger than the picture. Its longest side is that of its
 * name. A strip would be unreadable so: its short side is half of that, as far as its area allows.
 */
export function sizeOf({ width, height }: Size, name: SizeName): Size {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const scale = long > short * STRIP_RATIO
    ? Math.min(SIZES[name] / 2 / short, Math.sqrt(STRIP_AREA_MAX / (width * height)))
    : SIZES[name] / long;
  return scaled({ width, height }, scale);
}

/** Returns a size with no side over `longest`, and no larger than the picture. */
export function fitted({ width, height }: Size, longest: number): Size {
  return scaled({ width, height }, longest / Math.max(width, height));
}

function scaled({ width, height }: Size, scale: number): Size {
  const side = (pixels: number) => Math.max(1, Math.round(pixels * Math.min(1, scale)));
  return { width: side(width), height: side(height) };
}
