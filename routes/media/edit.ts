import { z } from "zod";
import { ALT_TEXT_LENGTH_MAX } from "../../domain/limits.ts";
import { trimmedText } from "../http/fields.ts";

/** The smallest part of a picture that can be shown. */
const PART_MIN = 0.01;
/** Shares with the rounding errors of clients. */
const WHOLE = 1 + 1e-6;

const share = z.number().min(0).max(1);
const side = z.number().min(PART_MIN).max(1);

/** The turn and the part of an edit. */
export const turnSchema = z.strictObject({
  rotate: z.literal([0, 90, 180, 270]).default(0).describe("Degrees, clockwise."),
  crop: z.strictObject({ x: share, y: share, width: side, height: side })
    .refine(({ x, width }) => x + width <= WHOLE, "Must end within the picture")
    .refine(({ y, height }) => y + height <= WHOLE, "Must end within the picture")
    .meta({ id: "Crop" }).nullable().default(null)
    .describe("The part of the rotated picture that is shown, in shares of its sides."),
}).meta({ id: "PictureEdit" });

/** The point in the middle of the thumbnail. */
export const focusSchema = z.strictObject({ x: share, y: share }).meta({ id: "Focus" });

/** The changes that an owner may make to a picture. */
export const mediaChange = z.strictObject({
  altText: trimmedText(ALT_TEXT_LENGTH_MAX).optional(),
  edit: turnSchema.nullable().optional()
    .describe("The picture is made anew from its original. Null shows it as it was uploaded."),
  focus: focusSchema.nullable().optional()
    .describe("The point of the shown part around which thumbnails are cut. Null: the middle."),
}).refine((change) => Object.keys(change).length > 0, "Must change something");
