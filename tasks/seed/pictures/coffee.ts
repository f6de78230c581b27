import { blend, Canvas } from "../canvas.ts";
import { disc, ellipse, ring, slab, stroke } from "../shapes.ts";

/** A flat white on a wooden table, seen from above. */
export function coffee(): Canvas {
  const canvas = new Canvas(1600, 1200);
  canvas.sky(0x8a5a3c, 0x7a4c31);
  for (let board = 0; board < 6; board++) {
    const top = board * 200;
    slab(canvas, [0, top], [1600, 198], blend(0x9c6a47, 0x74462c, canvas.random()));
    for (let line = 0; line < 16; line++) {
      const y = top + canvas.random() * 195;
      const from = canvas.random() * 1200;
      stroke(canvas, [from, y], [from + 500, y + 6], 2, 0x5a3521, { opacity: 0.35, soft: 2 });
    }
    slab(canvas, [0, top + 196], [1600, 5], 0x3d2415);
  }
  disc(canvas, [830, 650], 470, 0x2a170c, { opacity: 0.45, soft: 90 });
  disc(canvas, [800, 600], 440, 0xf3eee6);
  ring(canvas, [800, 600], 405, 10, 0xd9d1c5, { soft: 8 });
  disc(canvas, [815, 620], 330, 0xb9afa2, { opacity: 0.6, soft: 50 });
  slab(canvas, [1050, 560], [210, 80], 0xfaf7f1, { round: 38 });
  slab(canvas, [1080, 582], [150, 36], 0xded6ca, { round: 18 });
  disc(canvas, [800, 600], 300, 0xfdfbf7);
  disc(canvas, [800, 600], 268, 0x4a2a17);
  disc(canvas, [800, 600], 256, 0xa8693b, { soft: 26 });
  // A leaf of milk foam.
  for (let leaf = 0; leaf < 6; leaf++) {
    const y = 460 + leaf * 48;
    const reach = 60 + Math.sin((leaf + 1) / 6 * Math.PI) * 82;
    for (const side of [-1, 1]) {
      ellipse(canvas, [800 + side * reach * 0.55, y + 26], [reach * 0.62, 17], 0xf6e7d0, {
        angle: side * -0.55,
        soft: 6,
      });
    }
  }
  ellipse(canvas, [800, 600], [10, 190], 0xf6e7d0, { soft: 5 });
  disc(canvas, [690, 480], 70, 0xffffff, { opacity: 0.13, soft: 60 });
  stroke(canvas, [300, 960], [620, 1070], 22, 0xc7ccd1);
  ellipse(canvas, [270, 950], [86, 50], 0xd8dde1, { angle: 0.33 });
  ellipse(canvas, [270, 950], [66, 34], 0xaab1b8, { angle: 0.33, soft: 14 });
  canvas.grain(12);
  return canvas;
}
