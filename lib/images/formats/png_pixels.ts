import { Image } from "imagescript";
import type { Decoded } from "../core/bitmap.ts";
import { onCanvas } from "../core/canvas.ts";
import type { Bytes } from "../core/cursor.ts";
import type { ImageHeader } from "../core/picture.ts";
import { firstPngFrame } from "./apng.ts";
import { mendPng } from "./png.ts";

/** Decodes a PNG, or the first frame of an animation on its canvas. */
export async function decodePng(file: Bytes, header: ImageHeader): Promise<Decoded> {
  if (!header.animated) return await decodeStill(file);
  const { png, area } = firstPngFrame(file);
  return onCanvas(header, await decodeStill(png), area);
}

async function decodeStill(file: Bytes): Promise<Decoded> {
  try {
    return await Image.decode(file) as Image;
  } catch {
    // ImageScript requires every row and nothing else. Other decoders show the rows that exist.
    const mended = mendPng(file, { mayHaveChanged: false });
    const { width, height, bitmap } = await Image.decode(mended) as Image;
    return { width, height, bitmap, isDamaged: true };
  }
}
