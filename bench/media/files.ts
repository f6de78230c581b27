import sharp from "sharp";
import { SIZES, THUMB_PIXELS } from "../../lib/images/core/sizes.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The settings of the server's JPEGs: mozjpeg at 80, baseline, a quarter of the colours. */
const JPEG = {
  quality: 80,
  trellisQuantisation: true,
  overshootDeringing: true,
  quantisationTable: 3,
  progressive: false,
};

/** Makes the JPEGs of all sizes with sharp, each from the largest, as programs in C do. */
export async function sharpFiles(photo: Bytes): Promise<Bytes[]> {
  const [large, ...smaller] = Object.values(SIZES).toReversed();
  const { data, info } = await sharp(photo).rotate()
    .resize(large, large, { fit: "inside" }).raw().toBuffer({ resolveWithObject: true });
  const whole = () => sharp(data, { raw: info });
  const files = [
    whole(),
    ...smaller.map((side) => whole().resize(side, side, { fit: "inside" })),
    whole().resize(THUMB_PIXELS, THUMB_PIXELS),
  ];
  const made: Bytes[] = [];
  for (const file of files) made.push(new Uint8Array(await file.jpeg(JPEG).toBuffer()));
  return made;
}
