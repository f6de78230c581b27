/** How the owner of a picture wants it shown. All lengths are shares of its sides, from 0 to 1. */
export interface PictureEdit {
  /** Degrees, clockwise. */
  rotate: 0 | 90 | 180 | 270;
  /** The part of the rotated picture that is shown. */
  crop: { x: number; y: number; width: number; height: number } | null;
  /** The point of the shown part that is in the middle of its square, as far as possible. */
  focus: { x: number; y: number } | null;
}

/** A picture that is shown as it was uploaded. */
export const UNEDITED: PictureEdit = { rotate: 0, crop: null, focus: null };
