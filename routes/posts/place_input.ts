import { z } from "zod";
import { LOCATION_NAME_LENGTH_MAX } from "../../domain/limits.ts";
import { nameText } from "../http/fields.ts";

/** A millimetre: what Postgres keeps of a degree. */
const DECIMALS = 8;

// As they are kept, so that the same place is the same numbers; and zero has no sign.
const degrees = (max: number) =>
  z.number().min(-max).max(max).overwrite((value) => Number(value.toFixed(DECIMALS)) + 0);

/** Where a picture was taken, as somebody says. */
export const placeInput = z.strictObject({
  latitude: degrees(90),
  longitude: degrees(180),
  name: nameText(LOCATION_NAME_LENGTH_MAX).default(""),
});
