/** A part of a picture. All numbers are shares of its width or height, from 0 to 1. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How its owner wants a picture shown. Its file stays as it is. */
export interface PictureEdit {
  /** Degrees, clockwise. */
  rotate: 0 | 90 | 180 | 270;
  /** The part of the rotated picture that is shown. */
  crop: Part | null;
  /** The point of the shown part that is in the middle of its square, as far as possible. */
  focus: { x: number; y: number } | null;
}

/** A picture that is shown as it was uploaded. */
export const UNEDITED: PictureEdit = { rotate: 0, crop: null, focus: null };

const WHOLE: Part = { x: 0, y: 0, width: 1, height: 1 };

/** Each orientation of EXIF: whether the stored pixels are mirrored first, then quarter turns. */
const ORIENTATIONS: readonly [orientation: number, isMirrored: boolean, turns: number][] = [
  [1, false, 0],
  [2, true, 0],
  [3, false, 2],
  [4, true, 2],
  [5, true, 3],
  [6, false, 1],
  [7, true, 1],
  [8, false, 3],
];

/** Returns the orientation of a picture of this orientation after its edit. */
export function orientationAfter(orientation: number, { rotate }: PictureEdit): number {
  const [, isMirrored, turns] = ORIENTATIONS.find(([one]) => one === orientation)!;
  const after = (turns + rotate / 90) % 4;
  return ORIENTATIONS.find(([, mirrored, turned]) =>
    mirrored === isMirrored && turned === after
  )![0];
}

/** Returns the part of the stored pixels that is shown, at an orientation that has the edit in it. */
export function storedPart({ crop }: PictureEdit, orientation: number): Part {
  let { x, y, width, height } = crop ?? WHOLE;
  const [, isMirrored, turns] = ORIENTATIONS.find(([one]) => one === orientation)!;
  for (let turn = 0; turn < turns; turn++) {
    [x, y, width, height] = [y, 1 - x - width, height, width];
  }
  return { x: isMirrored ? 1 - x - width : x, y, width, height };
}
