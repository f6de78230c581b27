import { blend, Canvas } from "../canvas.ts";
import { disc, ellipse, ground, hills, slab, stroke } from "../shapes.ts";

/** A cabin in the woods under the moon. */
export function night(): Canvas {
  const canvas = new Canvas(1600, 1200);
  canvas.sky(0x070b1f, 0x122048, 0x24406e, 0x3f6a8c);
  for (let star = 0; star < 260; star++) {
    const light = canvas.random();
    disc(canvas, [canvas.random() * 1600, canvas.random() * 800], 0.8 + light * 1.8, 0xffffff, {
      opacity: 0.25 + light * 0.7,
    });
  }
  disc(canvas, [1180, 260], 260, 0xb9d3ee, { opacity: 0.28, soft: 240 });
  disc(canvas, [1180, 260], 96, 0xf4f1de);
  for (const [x, y, r] of [[1150, 230, 22], [1210, 290, 30], [1200, 215, 12]] as const) {
    disc(canvas, [x, y], r, 0xd9d4ba, { soft: 8 });
  }
  ground(canvas, hills(830, [60, 250], [22, 91]), 0x1a3350);
  forest(canvas, 900, 60, 120, 0x14273d);
  ground(canvas, hills(960, [22, 310], [8, 77]), 0xcfdcea);
  forest(canvas, 985, 22, 240, 0x0c1a2b);
  slab(canvas, [560, 830], [280, 160], 0x3a2417);
  for (let log = 0; log < 7; log++) slab(canvas, [556, 832 + log * 23], [288, 3], 0x23150d);
  for (let row = 0; row < 24; row++) {
    slab(canvas, [700 - 14 - row * 7.4, 740 + row * 4.2], [28 + row * 14.8, 5], 0xe6eef6);
  }
  disc(canvas, [640, 905], 90, 0xffc766, { opacity: 0.4, soft: 90 });
  for (const x of [610, 730]) slab(canvas, [x, 870], [58, 62], 0xffd27d, { round: 4 });
  slab(canvas, [778, 700], [34, 80], 0x2c1b11);
  for (let puff = 0; puff < 9; puff++) {
    const at = [800 + puff * 16, 680 - puff * 42] as const;
    disc(canvas, at, 20 + puff * 8, 0xc8d6e6, { opacity: 0.16, soft: 30 });
  }
  ground(canvas, hills(1060, [20, 280], [6, 61]), 0xe9f0f8);
  canvas.grain(7);
  return canvas;
}

function forest(canvas: Canvas, foot: number, count: number, height: number, colour: number): void {
  for (let tree = 0; tree < count; tree++) {
    const x = (tree + canvas.random()) / count * 1600;
    if (height > 200 && x > 480 && x < 940) continue;
    const size = height * (0.7 + canvas.random() * 0.6);
    for (let step = 0; step < 9; step++) {
      const reach = size * 0.026 * (step + 1);
      const y = foot - size + step / 9 * size;
      const shade = blend(colour, 0x2c4a66, canvas.random() * 0.25);
      stroke(canvas, [x - reach, y + 16], [x, y], size / 11, shade);
      stroke(canvas, [x + reach, y + 16], [x, y], size / 11, shade);
    }
    ellipse(canvas, [x, foot], [size * 0.03, size * 0.06], colour);
  }
}
