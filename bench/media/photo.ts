import sharp from "sharp";

/** Wavelengths of the pattern in pixels, and the strength of each: from sky down to leaves. */
const WAVES = [[1200, 70], [500, 45], [200, 30], [70, 16], [24, 9], [8, 6]] as const;
const GRAIN = 14;
const JPEG_QUALITY = 92;

/**
 * Returns a JPEG of 12 megapixels and about 4 MB with the structure and grain of a phone's photo.
 * It is always the same. `orientation` is that of EXIF.
 */
export async function phonePhoto(orientation: number): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height] = [4000, 3000];
  const pixels = new Uint8Array(width * height * 3);
  const random = randomNumbers();
  const lattices = WAVES.map(([length, strength]) => lattice(length, strength, width, random));
  const sum = new Float32Array(3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sum.fill(0);
      for (const add of lattices) add(sum, x, y);
      const grain = (random() + random() + random() - 1.5) * GRAIN;
      for (let k = 0; k < 3; k++) {
        pixels[at++] = Math.max(0, Math.min(255, 128 - 8 * k + sum[k]! + grain));
      }
    }
  }
  const raw = { width, height, channels: 3 as const };
  const file = sharp(pixels, { raw }).jpeg({ quality: JPEG_QUALITY });
  return new Uint8Array(await file.withMetadata({ orientation }).toBuffer());
}

type Add = (sum: Float32Array, x: number, y: number) => void;

/** Returns a smooth pattern: colours at the corners of squares, and blends between them. */
function lattice(length: number, strength: number, width: number, random: () => number): Add {
  const columns = Math.ceil(width / length) + 2;
  const corners = Float32Array.from(
    { length: columns * columns * 3 },
    () => (random() * 2 - 1) * strength,
  );
  const smooth = (share: number) => share * share * (3 - 2 * share);
  return (sum, x, y) => {
    const [column, row] = [Math.floor(x / length), Math.floor(y / length)];
    const [right, down] = [smooth(x / length - column), smooth(y / length - row)];
    const at = (row * columns + column) * 3;
    for (let k = 0; k < 3; k++) {
      const [above, below] = [at + k, at + k + columns * 3];
      const upper = corners[above]! * (1 - right) + corners[above + 3]! * right;
      const lower = corners[below]! * (1 - right) + corners[below + 3]! * right;
      sum[k]! += upper * (1 - down) + lower * down;
    }
  };
}

/** Returns a generator of the same numbers each time, from 0 to 1 (xorshift). */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
