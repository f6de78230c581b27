import { blend, Canvas } from "../canvas.ts";
import { disc, ellipse, slab } from "../shapes.ts";

/** A skyline at dusk over a quiet river. */
export function city(): Canvas {
  const canvas = new Canvas(1600, 1200);
  canvas.sky(0x1a2350, 0x4a3f7d, 0xb0577d, 0xf49b6a, 0x2c2f55, 0x151a38);
  disc(canvas, [1120, 640], 260, 0xffd08a, { opacity: 0.45, soft: 240 });
  disc(canvas, [1120, 640], 90, 0xffe3ad, { soft: 6 });
  for (let star = 0; star < 60; star++) {
    const brightness = canvas.random();
    disc(canvas, [canvas.random() * 1600, canvas.random() * 380], 1 + brightness * 1.6, 0xffffff, {
      opacity: brightness * 0.8,
    });
  }
  for (const [depth, colour] of [[0, 0x5b4272], [1, 0x362b58], [2, 0x1b1a3a]] as const) {
    for (let left = -40; left < 1600;) {
      const width = 60 + canvas.random() * 90;
      const height = 130 + canvas.random() * (430 - depth * 70);
      tower(canvas, left, width, height, colour, depth);
      left += width + canvas.random() * 26;
    }
  }
  slab(canvas, [0, 860], [1600, 340], 0x171b3c, { opacity: 0.88, soft: 6 });
  for (let glint = 0; glint < 170; glint++) {
    const y = 872 + canvas.random() * 310;
    const x = canvas.random() < 0.4 ? 1120 + (canvas.random() - 0.5) * 240 : canvas.random() * 1600;
    ellipse(canvas, [x, y], [14 + canvas.random() * 46, 2 + (y - 860) / 90], 0xf2a86f, {
      opacity: 0.1 + canvas.random() * 0.3,
      soft: 2,
    });
  }
  canvas.grain(9);
  return canvas;
}

function tower(
  canvas: Canvas,
  left: number,
  width: number,
  height: number,
  colour: number,
  depth: number,
): void {
  const top = 860 - height;
  slab(canvas, [left, top], [width, height], colour);
  if (canvas.random() < 0.4) slab(canvas, [left + width / 2 - 2, top - 50], [4, 50], colour);
  if (depth === 0) return;
  for (let y = top + 14; y < 840; y += 22) {
    for (let x = left + 10; x < left + width - 14; x += 18) {
      const light = canvas.random();
      if (light < 0.62) continue;
      slab(canvas, [x, y], [9, 12], blend(0xf9c66b, 0xfff0c4, canvas.random()), {
        opacity: light,
      });
    }
  }
}
