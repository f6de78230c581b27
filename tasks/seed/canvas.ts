import { Image } from "imagescript";

/** A colour as 0xRRGGBB. */
export type Colour = number;

/** Returns how much of the point's pixel a shape covers: 0 to 1. */
export type Coverage = (x: number, y: number) => number;

/** The bounds of a shape. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A picture that is being drawn. Edges are smooth: a shape's border fades over one pixel. */
export class Canvas {
  readonly image: Image;
  readonly #pixels: Uint8ClampedArray;
  #noise = 0x2545f491;

  constructor(readonly width: number, readonly height: number) {
    this.image = new Image(width, height);
    this.#pixels = this.image.bitmap;
    this.#pixels.fill(255);
  }

  /** Fills everything, from top to bottom, with a gradient of colours. */
  sky(...colours: readonly Colour[]): void {
    const last = colours.length - 1;
    for (let y = 0, at = 0; y < this.height; y++) {
      const place = y / (this.height - 1) * last;
      const index = Math.min(Math.floor(place), last - 1);
      const [r, g, b] = parts(blend(colours[index]!, colours[index + 1]!, place - index));
      for (let x = 0; x < this.width; x++, at += 4) {
        this.#pixels[at] = r;
        this.#pixels[at + 1] = g;
        this.#pixels[at + 2] = b;
      }
    }
  }

  /** Paints a shape; below full `opacity` the picture under it shows through. */
  paint(box: Box, colour: Colour, covers: Coverage, opacity = 1): void {
    const [r, g, b] = parts(colour);
    const right = Math.min(this.width - 1, Math.ceil(box.right));
    const bottom = Math.min(this.height - 1, Math.ceil(box.bottom));
    const left = Math.max(0, Math.floor(box.left));
    for (let y = Math.max(0, Math.floor(box.top)); y <= bottom; y++) {
      for (let x = left, at = (y * this.width + left) * 4; x <= right; x++, at += 4) {
        const share = covers(x + 0.5, y + 0.5) * opacity;
        if (share <= 0) continue;
        this.#pixels[at] = this.#pixels[at]! + (r - this.#pixels[at]!) * share;
        this.#pixels[at + 1] = this.#pixels[at + 1]! + (g - this.#pixels[at + 1]!) * share;
        this.#pixels[at + 2] = this.#pixels[at + 2]! + (b - this.#pixels[at + 2]!) * share;
      }
    }
  }

  /** Adds film grain to the whole picture, the same at each run. */
  grain(strength: number): void {
    for (let at = 0; at < this.#pixels.length; at += 4) {
      const shift = (this.random() - 0.5) * strength;
      for (let channel = at; channel < at + 3; channel++) this.#pixels[channel]! += shift;
    }
  }

  /** Returns a number from 0 to 1. Each picture gets the same numbers in the same order. */
  random(): number {
    this.#noise ^= this.#noise << 13;
    this.#noise ^= this.#noise >>> 17;
    this.#noise ^= this.#noise << 5;
    return (this.#noise >>> 0) / 0x1_0000_0000;
  }
}

/** Returns a colour between two colours. */
export function blend(from: Colour, to: Colour, share: number): Colour {
  const [r, g, b] = parts(from);
  const [r2, g2, b2] = parts(to);
  const mix = (a: number, b: number) => Math.round(a + (b - a) * share);
  return mix(r, r2) << 16 | mix(g, g2) << 8 | mix(b, b2);
}

function parts(colour: Colour): [number, number, number] {
  return [colour >> 16 & 255, colour >> 8 & 255, colour & 255];
}
