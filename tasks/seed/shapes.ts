import type { Canvas, Colour } from "./canvas.ts";

/** How to paint a shape: `soft` is the width of its border in pixels. */
export interface Brush {
  opacity?: number;
  soft?: number;
}

/** A point of a picture. */
export type Point = readonly [x: number, y: number];

const clamp = (value: number) => value < 0 ? 0 : value > 1 ? 1 : value;

/** Draws an ellipse, turned by `angle` radians. */
export function ellipse(
  canvas: Canvas,
  [cx, cy]: Point,
  [rx, ry]: Point,
  colour: Colour,
  { opacity = 1, soft = 1.5, angle = 0 }: Brush & { angle?: number } = {},
): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const reach = Math.max(rx, ry) + soft;
  const box = { left: cx - reach, right: cx + reach, top: cy - reach, bottom: cy + reach };
  const scale = Math.min(rx, ry) / soft;
  canvas.paint(box, colour, (x, y) => {
    const u = ((x - cx) * cos + (y - cy) * sin) / rx;
    const v = ((y - cy) * cos - (x - cx) * sin) / ry;
    return clamp((1 - Math.sqrt(u * u + v * v)) * scale + 0.5);
  }, opacity);
}

/** Draws a disc. */
export function disc(canvas: Canvas, at: Point, r: number, colour: Colour, brush?: Brush): void {
  ellipse(canvas, at, [r, r], colour, brush);
}

/** Draws a circle's outline. */
export function ring(
  canvas: Canvas,
  [cx, cy]: Point,
  r: number,
  width: number,
  colour: Colour,
  { opacity = 1, soft = 1.5 }: Brush = {},
): void {
  const reach = r + width;
  const box = { left: cx - reach, right: cx + reach, top: cy - reach, bottom: cy + reach };
  canvas.paint(box, colour, (x, y) => {
    const distance = Math.abs(Math.sqrt((x - cx) ** 2 + (y - cy) ** 2) - r);
    return clamp((width / 2 - distance) / soft + 0.5);
  }, opacity);
}

/** Draws a rectangle with round corners. */
export function slab(
  canvas: Canvas,
  [left, top]: Point,
  [width, height]: Point,
  colour: Colour,
  { opacity = 1, soft = 1, round = 0 }: Brush & { round?: number } = {},
): void {
  const cx = left + width / 2;
  const cy = top + height / 2;
  const box = {
    left: left - soft,
    right: left + width + soft,
    top: top - soft,
    bottom: top + height + soft,
  };
  canvas.paint(box, colour, (x, y) => {
    const dx = Math.abs(x - cx) - width / 2 + round;
    const dy = Math.abs(y - cy) - height / 2 + round;
    const outside = Math.sqrt(Math.max(dx, 0) ** 2 + Math.max(dy, 0) ** 2);
    return clamp((round - outside - Math.min(Math.max(dx, dy), 0)) / soft + 0.5);
  }, opacity);
}

/** Fills everything below a line across the whole width, such as hills or water. */
export function ground(
  canvas: Canvas,
  line: (x: number) => number,
  colour: Colour,
  { opacity = 1, soft = 1.5 }: Brush = {},
): void {
  const heights = Float64Array.from({ length: canvas.width }, (_, x) => line(x + 0.5));
  const top = heights.reduce((a, b) => Math.min(a, b)) - soft;
  const box = { left: 0, right: canvas.width, top, bottom: canvas.height };
  canvas.paint(box, colour, (x, y) => clamp((y - heights[x | 0]!) / soft + 0.5), opacity);
}

/** Draws a straight line with round ends. */
export function stroke(
  canvas: Canvas,
  [x1, y1]: Point,
  [x2, y2]: Point,
  width: number,
  colour: Colour,
  { opacity = 1, soft = 1.5 }: Brush = {},
): void {
  const box = {
    left: Math.min(x1, x2) - width,
    right: Math.max(x1, x2) + width,
    top: Math.min(y1, y2) - width,
    bottom: Math.max(y1, y2) + width,
  };
  const dx = x2 - x1;
  const dy = y2 - y1;
  const length = dx * dx + dy * dy || 1;
  canvas.paint(box, colour, (x, y) => {
    const along = clamp(((x - x1) * dx + (y - y1) * dy) / length);
    const distance = Math.sqrt((x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2);
    return clamp((width / 2 - distance) / soft + 0.5);
  }, opacity);
}

/** Returns a wavy line: sums of sines, which look like hills. */
export function hills(base: number, ...waves: readonly Point[]): (x: number) => number {
  return (x) =>
    waves.reduce((y, [height, length], index) => {
      return y - height * Math.sin(x / length + index * 1.7 + base);
    }, base);
}
