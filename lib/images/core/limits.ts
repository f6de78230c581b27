import { ImageRefused } from "./errors.ts";
import type { ImageHeader } from "./picture.ts";

/** The longest side. */
export const SIDE_PIXELS_MAX = 16_383;
/** The area of a JPEG, which shrinks while it is decoded. */
export const JPEG_MEGAPIXELS_MAX = 100;
/** The area of every other picture, which is decoded at full size. */
export const OTHER_MEGAPIXELS_MAX = 50;
/** The area of all frames of an animation together, which every viewer has to decode. */
export const ANIMATION_MEGAPIXELS_MAX = 300;
/** The frames of an animation, however small. */
export const FRAMES_MAX = 20_000;
/** The share of a picture that may be missing at its end. */
export const MISSING_SHARE_MAX = 0.25;

const MEGA = 1_000_000;

/** Refuses a picture that would take too much memory, before it is decoded. */
export function checkLimits({ format, width, height, frames, pixels }: ImageHeader): void {
  const size = `${width.toLocaleString("en")} × ${height.toLocaleString("en")} pixels`;
  if (width === 0 || height === 0) throw new ImageRefused("The picture has no size");
  if (width > SIDE_PIXELS_MAX || height > SIDE_PIXELS_MAX) {
    const most = SIDE_PIXELS_MAX.toLocaleString("en");
    throw new ImageRefused(`The picture is ${size}; at most ${most} a side are accepted`);
  }
  const megapixels = format === "JPEG" ? JPEG_MEGAPIXELS_MAX : OTHER_MEGAPIXELS_MAX;
  if (width * height > megapixels * MEGA) {
    throw new ImageRefused(
      `The picture is ${size}; at most ${megapixels} megapixels are accepted for ${format}`,
    );
  }
  if (frames > FRAMES_MAX) {
    throw new ImageRefused(`The animation has over ${FRAMES_MAX.toLocaleString("en")} frames`);
  }
  if (frames > 1 && pixels > ANIMATION_MEGAPIXELS_MAX * MEGA) {
    throw new ImageRefused(
      `The animation has ${frames.toLocaleString("en")} frames of up to ${size}; ` +
        `at most ${ANIMATION_MEGAPIXELS_MAX} megapixels in all are accepted`,
    );
  }
}

/** Refuses a picture of which too much is cut off to show what its owner means. */
export function checkMissing(format: ImageHeader["format"], share: number): void {
  if (share <= MISSING_SHARE_MAX) return;
  throw new ImageRefused(
    `The ${format} picture is cut off: ${Math.round(share * 100)} % of it is missing`,
  );
}
