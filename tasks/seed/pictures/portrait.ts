import { blend, Canvas, type Colour } from "../canvas.ts";
import { disc, ellipse, ring, slab, stroke } from "../shapes.ts";

/** The features that tell faces apart. */
export interface Face {
  wall: Colour;
  skin: Colour;
  hair: Colour;
  shirt: Colour;
  hasLongHair: boolean;
  hasGlasses: boolean;
}

/** Draws a person's portrait. */
export function portrait(face: Face): Canvas {
  const canvas = new Canvas(800, 800);
  canvas.sky(blend(face.wall, 0xffffff, 0.25), face.wall, blend(face.wall, 0x000000, 0.15));
  if (face.hasLongHair) slab(canvas, [230, 220], [340, 420], face.hair, { round: 160 });
  ellipse(canvas, [400, 800], [290, 210], face.shirt);
  ellipse(canvas, [400, 640], [86, 60], blend(face.skin, 0x5a2f1c, 0.25));
  slab(canvas, [345, 520], [110, 130], blend(face.skin, 0x5a2f1c, 0.18), { round: 40 });
  ellipse(canvas, [400, 270], [172, 150], face.hair);
  ellipse(canvas, [400, 390], [150, 186], face.skin);
  for (const side of [-1, 1]) ellipse(canvas, [400 + side * 150, 400], [22, 36], face.skin);
  ellipse(canvas, [360, 236], [150, 70], face.hair, { angle: -0.25 });
  for (const side of [-1, 1]) {
    const x = 400 + side * 58;
    ellipse(canvas, [x, 388], [24, 17], 0xffffff);
    disc(canvas, [x, 389], 11, 0x3a2a20);
    stroke(canvas, [x - 26, 348 + side * 2], [x + 26, 348 - side * 2], 9, face.hair);
    ellipse(canvas, [x + side * 26, 450], [30, 18], 0xe86f5a, { opacity: 0.22, soft: 14 });
    if (face.hasGlasses) ring(canvas, [x, 390], 44, 7, 0x2b2b33);
  }
  if (face.hasGlasses) stroke(canvas, [386, 386], [414, 386], 7, 0x2b2b33);
  stroke(canvas, [400, 400], [392, 446], 6, blend(face.skin, 0x5a2f1c, 0.35));
  for (let step = -4; step < 4; step++) {
    const y = (x: number) => 506 - x * x * 1.1;
    const ends = [step, step + 1].map((at) => [400 + at * 13, y(at)] as const);
    stroke(canvas, ends[0]!, ends[1]!, 9, 0xa8443c);
  }
  canvas.grain(6);
  return canvas;
}
