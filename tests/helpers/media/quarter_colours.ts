import { Image } from "imagescript";

/** Red, green and blue, from 0 to 255. */
export type Rgb = [number, number, number];

/** The quarters of pictures whose colours are tested. They have a place in sRGB, however meant. */
export const QUARTERS: readonly Rgb[] = [[175, 120, 100], [125, 155, 110], [100, 110, 150], [
  150,
  140,
  130,
]];

// XYZ (D50) to linear sRGB, as published by Bruce Lindbloom.
const TO_SRGB = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
];

/** Returns a picture with these quarters, and grain: JPEG changes a flat colour by some levels. */
export function quarterPicture(width: number, height: number): Image {
  let noise = 1;
  return new Image(width, height).fill((x: number, y: number) => {
    const grain = () => {
      noise = Math.imul(noise, 1103515245) + 12345 >>> 0;
      return (noise >>> 29) - 3.5;
    };
    const colour = QUARTERS[(x > width / 2 ? 1 : 0) + (y > height / 2 ? 2 : 0)]!;
    const [red, green, blue] = colour.map((value) => Math.round(value + grain())) as Rgb;
    return Image.rgbToColor(red, green, blue);
  });
}

/** Returns the mean colours of the four quarters, without their edges. */
export function quarterMeans({ width, height, bitmap }: Image): Rgb[] {
  return [0, 1, 2, 3].map((quarter) => {
    const [left, top] = [quarter % 2 * width / 2, Math.floor(quarter / 2) * height / 2];
    const sums: Rgb = [0, 0, 0];
    let count = 0;
    for (let y = Math.ceil(top + height / 8); y < top + height * 3 / 8; y++) {
      for (let x = Math.ceil(left + width / 8); x < left + width * 3 / 8; x++, count++) {
        for (const channel of [0, 1, 2]) sums[channel]! += bitmap[(y * width + x) * 4 + channel]!;
      }
    }
    return sums.map((sum) => sum / count) as Rgb;
  });
}

/** Returns the bytes of sRGB for a colour in XYZ, adapted to D50. */
export function srgbOfXyz(xyz: readonly number[]): Rgb {
  return TO_SRGB.map((row) =>
    encoded(row.reduce((sum, share, i) => sum + share * xyz[i]!, 0))
  ) as Rgb;
}

/** Returns the bytes of sRGB for a colour of a space: its colorants in XYZ, and its curve. */
export function srgbOf(rgb: Rgb, colorants: readonly number[], light: (v: number) => number): Rgb {
  const linear = rgb.map((value) => light(value / 255));
  return srgbOfXyz(
    [0, 1, 2].map((row) =>
      linear.reduce((sum, value, channel) => sum + value * colorants[channel * 3 + row]!, 0)
    ),
  );
}

/** Returns the bytes of sRGB for a colour of CIELAB. */
export function srgbOfLab([lightness, a, b]: readonly [number, number, number]): Rgb {
  const y = (lightness + 16) / 116;
  const cube = (root: number) => root > 6 / 29 ? root ** 3 : 3 * (6 / 29) ** 2 * (root - 4 / 29);
  return srgbOfXyz([0.9642 * cube(y + a / 500), cube(y), 0.8249 * cube(y - b / 200)]);
}

/** Returns the byte of sRGB for linear light. */
export function encoded(light: number): number {
  const cut = Math.max(0, Math.min(1, light));
  return 255 * (cut <= 0.0031308 ? 12.92 * cut : 1.055 * cut ** (1 / 2.4) - 0.055);
}

/** The curve of sRGB. */
export function srgbLight(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
