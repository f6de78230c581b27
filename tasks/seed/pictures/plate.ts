import { blend, Canvas } from "../canvas.ts";
import { disc, ellipse, ring, slab } from "../shapes.ts";

/** Lunch: a salad with tomatoes, an egg and olives on a blue cloth. */
export function plate(): Canvas {
  const canvas = new Canvas(1600, 1200);
  canvas.sky(0x3e6c8f, 0x335a7a);
  const cloth = { left: 0, top: 0, right: 1600, bottom: 1200 };
  canvas.paint(cloth, 0x4b7da3, (x, y) => (x + 1600 - y) % 64 < 18 ? 1 : 0, 0.6);
  canvas.paint(cloth, 0x2e5270, (x, y) => (x + y) % 64 < 18 ? 1 : 0, 0.35);
  disc(canvas, [822, 640], 500, 0x12202c, { opacity: 0.5, soft: 80 });
  disc(canvas, [800, 600], 470, 0xfaf8f3);
  ring(canvas, [800, 600], 455, 12, 0x7fa7a0, { soft: 4 });
  disc(canvas, [800, 600], 350, 0xe6e1d6, { soft: 18 });
  disc(canvas, [800, 600], 340, 0xf7f4ec, { soft: 26 });
  for (let leaf = 0; leaf < 90; leaf++) {
    const angle = canvas.random() * Math.PI * 2;
    const away = Math.sqrt(canvas.random()) * 270;
    const at = [800 + Math.cos(angle) * away, 600 + Math.sin(angle) * away] as const;
    const size = 44 + canvas.random() * 46;
    const green = blend(0x2f7d32, 0x9ccc52, canvas.random());
    ellipse(canvas, at, [size, size * 0.42], green, { angle: angle + canvas.random(), soft: 3 });
    ellipse(canvas, at, [size * 0.9, 2], blend(green, 0xeef7c8, 0.5), { angle, opacity: 0.6 });
  }
  for (const [x, y] of [[640, 480], [930, 450], [1000, 690], [620, 720], [780, 800]] as const) {
    disc(canvas, [x + 8, y + 12], 78, 0x173315, { opacity: 0.4, soft: 26 });
    disc(canvas, [x, y], 74, 0xc92a25);
    disc(canvas, [x, y], 62, 0xe6493a, { soft: 10 });
    for (let seed = 0; seed < 7; seed++) {
      const turn = seed / 7 * Math.PI * 2;
      ellipse(canvas, [x + Math.cos(turn) * 38, y + Math.sin(turn) * 38], [14, 8], 0xf6b27a, {
        angle: turn,
      });
    }
  }
  ellipse(canvas, [812, 612], [128, 108], 0x173315, { opacity: 0.4, soft: 30 });
  ellipse(canvas, [800, 598], [124, 102], 0xfffdf6, { angle: 0.3, soft: 4 });
  disc(canvas, [806, 596], 52, 0xf5a623, { soft: 8 });
  disc(canvas, [790, 580], 14, 0xffdf94, { soft: 10 });
  for (const [x, y] of [[880, 760], [560, 600], [1040, 560], [720, 420]] as const) {
    ring(canvas, [x, y], 26, 26, 0x3a3148, { soft: 3 });
  }
  for (let tine = 0; tine < 4; tine++) {
    slab(canvas, [138 + tine * 22, 250], [10, 190], 0xd9dee2, { round: 5 });
  }
  slab(canvas, [136, 420], [80, 60], 0xd9dee2, { round: 28 });
  slab(canvas, [164, 460], [24, 520], 0xccd2d7, { round: 12 });
  canvas.grain(10);
  return canvas;
}
