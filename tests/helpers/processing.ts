import { assert } from "@std/assert";
import { Image } from "imagescript";
import {
  FORMATS,
  type ImageProcessor,
  type PictureEdit,
  type ProcessedImage,
  sniff,
} from "../../lib/images/mod.ts";
import { decode } from "../../lib/images/formats/codecs.ts";
import { readHeader } from "../../lib/images/formats/header.ts";
import type { File } from "./media/picture_bytes.ts";

/** Processes a file in the format that its bytes show. */
export function process(
  processor: ImageProcessor,
  file: File,
  edit: PictureEdit | null = null,
): Promise<ProcessedImage> {
  const format = sniff(file);
  assert(format);
  return processor.process(file, { declaredType: FORMATS[format].type, edit });
}

/** Returns the reason why a file is refused; fails if it is accepted. */
export async function refusal(processor: ImageProcessor, file: File): Promise<string> {
  const outcome = await process(processor, file).catch((error) => error);
  assert(outcome instanceof Error, "it was not refused");
  return outcome.message;
}

/** Returns the bytes of a variant. */
export function variant(made: ProcessedImage, name: string): File {
  const found = made.variants.find((variant) => variant.name === name);
  assert(found, `no ${name}`);
  return found.bytes;
}

/** Returns the widths and heights of all variants, by name. */
export function sizes(made: ProcessedImage): Record<string, number[]> {
  return Object.fromEntries(
    made.variants.map(({ name, width, height }) => [name, [width, height]]),
  );
}

/** Returns the largest variant that viewers get, decoded. */
export async function shown(made: ProcessedImage): Promise<Image> {
  return await decoded(variant(made, "large"));
}

/** Returns the pixels of a JPEG, a PNG or a WebP. */
export async function decoded(file: File): Promise<Image> {
  if (sniff(file) !== "WEBP") return await Image.decode(file) as Image;
  const header = readHeader(file);
  const { width, height, bitmap } = await decode(header, file, header);
  const image = new Image(width, height);
  image.bitmap.set(bitmap);
  return image;
}

/** Fails unless a colour is close to the expected one. */
export function assertNear(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  name = "",
  most = 40,
): void {
  const far = [0, 1, 2].some((i) => Math.abs(wanted[i]! - found[i]!) > most);
  assert(!far, `${name}: ${Array.from(found)} is not near ${Array.from(wanted)}`);
}

/** Returns the mean difference of the colours of two pictures of the same size, of 255. */
export function difference(one: Image, other: Image): number {
  let sum = 0;
  for (let at = 0; at < one.bitmap.length; at++) {
    sum += Math.abs(one.bitmap[at]! - other.bitmap[at]!);
  }
  return sum / (one.bitmap.length * 3 / 4);
}
