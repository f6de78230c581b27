import { blend, Canvas } from "../canvas.ts";
import { disc, ellipse, stroke } from "../shapes.ts";

/** Tulips in the evening light. */
export function tulips(): Canvas {
  const canvas = new Canvas(1600, 1200);
  canvas.sky(0xf7d9c4, 0xf2b8a0, 0x9bb07a, 0x4c7a4a, 0x2c5434);
  for (let light = 0; light < 46; light++) {
    const r = 22 + canvas.random() * 62;
    const at = [canvas.random() * 1600, canvas.random() * 760] as const;
    disc(canvas, at, r, blend(0xfff1c9, 0xff9f8a, canvas.random()), { opacity: 0.28, soft: 7 });
  }
  const petals = [0xe8465a, 0xf28a3c, 0xf6d04d, 0xc44a8f, 0xf3e9e2] as const;
  for (let row = 0; row < 4; row++) {
    const size = 34 + row * 21;
    for (let x = -40 + row * 37; x < 1660; x += size * 2.1) {
      const y = 520 + row * 125 + canvas.random() * 70;
      const colour = petals[Math.floor(canvas.random() * petals.length)]!;
      tulip(canvas, x, y, size, blend(colour, 0x6f5a5a, 0.3 - row * 0.1));
    }
  }
  canvas.grain(10);
  return canvas;
}

function tulip(canvas: Canvas, x: number, y: number, size: number, colour: number): void {
  stroke(canvas, [x, y + size], [x + size * 0.2, y + size * 8], size * 0.2, 0x4f8a3d);
  for (const side of [-1, 1]) {
    ellipse(canvas, [x + side * size * 0.8, y + size * 3.4], [size * 2, size * 0.36], 0x3f7a37, {
      angle: side * 1.15,
    });
  }
  for (const side of [-1, 1]) {
    ellipse(
      canvas,
      [x + side * size * 0.4, y],
      [size * 0.52, size * 1.12],
      blend(colour, 0, 0.14),
      {
        angle: side * 0.2,
      },
    );
  }
  ellipse(canvas, [x, y + size * 0.1], [size * 0.5, size * 1.08], colour);
  ellipse(canvas, [x - size * 0.15, y - size * 0.1], [size * 0.16, size * 0.7], 0xffffff, {
    opacity: 0.25,
    soft: size * 0.2,
  });
}
