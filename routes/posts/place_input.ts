import { z } from "zod";
import { LOCATION_NAME_LENGTH_MAX } from "../../domain/limits.ts";
import { nameText } from "../http/fields.ts";

/** The decimals of a degree that Postgres stores. The last one is about a millimetre. */
const DECIMALS = 8;

// Rounded as Postgres stores them, so that the same place has the same numbers. `+ 0` removes
// the sign of -0.
const degrees = (max: number) =>
  z.number().min(-max).max(max).overwrite((value) => Number(value.toFixed(DECIMALS)) + 0);

/** The place where a picture was taken, as its author states it. */
export const placeInput = z.strictObject({
  latitude: degrees(90),
  longitude: degrees(180),
  name: nameText(LOCATION_NAME_LENGTH_MAX).default(""),
}).meta({ id: "PlaceInput" });
