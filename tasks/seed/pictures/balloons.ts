import { blend, Canvas } from "../canvas.ts";
import { disc, ellipse, ground, hills, slab, stroke } from "../shapes.ts";

/** Hot-air balloons over fields. */
export function balloons(): Canvas {
  const canvas = new Canvas(1600, 1200);
  canvas.sky(0x3f8fd0, 0x86c1ea, 0xd6ebf5, 0xfdf1dc);
  for (let cloud = 0; cloud < 9; cloud++) {
    const x = canvas.random() * 1600;
    const y = 120 + canvas.random() * 480;
    for (let puff = 0; puff < 7; puff++) {
      const at = [x + (puff - 3) * 44, y + canvas.random() * 26] as const;
      ellipse(canvas, at, [70, 34], 0xffffff, { opacity: 0.35, soft: 30 });
    }
  }
  ground(canvas, hills(900, [40, 260], [14, 90]), 0x8fb35a);
  ground(canvas, hills(985, [34, 330], [10, 120]), 0xd9b64c);
  ground(canvas, hills(1070, [28, 210], [12, 70]), 0x5f8f3c);
  for (let row = 0; row < 26; row++) {
    stroke(canvas, [800 + (row - 13) * 26, 1080], [800 + (row - 13) * 150, 1200], 7, 0x4a7530, {
      opacity: 0.6,
    });
  }
  balloon(canvas, 520, 420, 210, [0xd9432f, 0xf6c445]);
  balloon(canvas, 1080, 300, 140, [0x2f5fa8, 0xf4f0e6]);
  balloon(canvas, 1290, 620, 96, [0x7a3f8f, 0xf29c52]);
  balloon(canvas, 860, 690, 58, [0x1f8a70, 0xf8e16c]);
  canvas.grain(8);
  return canvas;
}

function balloon(
  canvas: Canvas,
  x: number,
  y: number,
  r: number,
  [one, other]: readonly [number, number],
): void {
  for (const side of [-1, 1]) {
    stroke(canvas, [x + side * r * 0.42, y + r], [x + side * r * 0.12, y + r * 1.55], 3, 0x4a3728);
  }
  ellipse(canvas, [x, y + r * 0.72], [r * 0.5, r * 0.55], blend(one, 0x000000, 0.12));
  for (let gore = 0; gore < 5; gore++) {
    const colour = gore % 2 === 0 ? one : other;
    ellipse(canvas, [x, y], [r * (1 - gore * 0.21), r * 1.04], colour);
  }
  ellipse(canvas, [x + r * 0.25, y + r * 0.1], [r * 0.75, r], 0x000000, {
    opacity: 0.1,
    soft: r * 0.4,
  });
  disc(canvas, [x - r * 0.4, y - r * 0.4], r * 0.3, 0xffffff, { opacity: 0.25, soft: r * 0.3 });
  slab(canvas, [x - r * 0.15, y + r * 1.52], [r * 0.3, r * 0.22], 0x8a5a33, { round: r * 0.04 });
}
