import { ImageRefused } from "./errors.ts";
import type { ImageHeader } from "./picture.ts";

/** The longest side. */
export const SIDE_PIXELS_MAX = 12_000;
/** The area of a JPEG: cameras make them, and its decoder is frugal. */
export const JPEG_MEGAPIXELS_MAX = 100;
/** The area of every other picture. */
export const OTHER_MEGAPIXELS_MAX = 50;
/** The frames of an animation. */
export const FRAMES_MAX = 100;
/** The area of all frames of an animation together: it is decoded as a whole. */
export const ANIMATION_MEGAPIXELS_MAX = 100;

const MEGA = 1_000_000;

/** Refuses a picture that would take too much memory, before it is decoded. */
export function checkLimits({ format, width, height, frames }: ImageHeader): void {
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
    throw new ImageRefused(
      `The animation has ${frames} frames; at most ${FRAMES_MAX} are accepted`,
    );
  }
  if (frames > 1 && frames * width * height > ANIMATION_MEGAPIXELS_MAX * MEGA) {
    throw new ImageRefused(
      `The animation has ${frames} frames of ${size}; at most ${ANIMATION_MEGAPIXELS_MAX} ` +
        "megapixels in all are accepted",
    );
  }
}
