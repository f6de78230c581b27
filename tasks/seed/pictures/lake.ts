import { blend, Canvas } from "../canvas.ts";
import { disc, ellipse, ground, hills, slab, stroke } from "../shapes.ts";

/** Morning at a mountain lake. */
export function lake(): Canvas {
  const canvas = new Canvas(1600, 1200);
  canvas.sky(0x6fa8d6, 0xbfd9e8, 0xfbe3c8, 0xf6cfae);
  disc(canvas, [430, 330], 300, 0xfff4d6, { opacity: 0.6, soft: 260 });
  disc(canvas, [430, 330], 70, 0xfffaf0, { soft: 10 });
  const ranges = [
    [520, 0x9db4cc, [120, 210], [46, 83], [14, 29]],
    [610, 0x7391b0, [95, 170], [38, 61], [12, 23]],
    [690, 0x4c6f86, [70, 240], [30, 47], [9, 19]],
    [760, 0x2f5560, [46, 320], [18, 71], [10, 13]],
  ] as const;
  for (const [base, colour, ...waves] of ranges) {
    ground(canvas, hills(base, ...waves), colour);
    ground(canvas, (x) => hills(base, ...waves)(x) + 70, blend(colour, 0xfbe3c8, 0.35), {
      opacity: 0.35,
      soft: 120,
    });
  }
  for (let tree = 0; tree < 150; tree++) {
    const x = canvas.random() * 1600;
    const height = 40 + canvas.random() * 70;
    fir(canvas, x, 832, height, blend(0x16352f, 0x2a5a45, canvas.random()));
  }
  slab(canvas, [0, 828], [1600, 372], 0x6d98ae, { soft: 4 });
  ground(canvas, () => 1010, 0x35627b, { opacity: 0.75, soft: 330 });
  for (let ripple = 0; ripple < 190; ripple++) {
    const y = 840 + canvas.random() ** 1.4 * 350;
    const at = [canvas.random() * 1600, y] as const;
    const near = (y - 830) / 370;
    const colour = canvas.random() < 0.5 ? 0xf8e2c6 : 0x2c566b;
    ellipse(canvas, at, [20 + near * 90, 1 + near * 4], colour, { opacity: 0.22, soft: 2 });
  }
  slab(canvas, [1120, 940], [300, 22], 0x5c4130, { round: 4 });
  for (const x of [1140, 1260, 1395]) slab(canvas, [x, 940], [16, 130], 0x463124, { round: 4 });
  canvas.grain(8);
  return canvas;
}

function fir(canvas: Canvas, x: number, foot: number, height: number, colour: number): void {
  for (let step = 0; step < 6; step++) {
    const reach = height * 0.07 * (step + 1) * 0.75;
    const y = foot - height + step / 6 * height + 8;
    stroke(canvas, [x - reach, y + 8], [x + reach, y + 8], height / 6, colour);
  }
}
