import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { Verdict } from "../../db/moderation/verdicts.ts";
import { MODERATION_TEXT_LENGTH_MAX } from "../../domain/limits.ts";
import { REASON_DEFAULT } from "../../domain/moderation/moderation.ts";
import type { Permission } from "../../domain/accounts/permissions.ts";
import { futureMoment, trimmedText } from "../http/fields.ts";

/** A text about a case: a note, a reason or a message. */
export const moderationText = trimmedText(MODERATION_TEXT_LENGTH_MAX, 1);

/** The end of a suspension, in the future. */
export const untilSchema = futureMoment();

// A reason may also be called `note`, as where a report is resolved.
const REASON = { reason: moderationText.optional(), note: moderationText.optional() };

/** The reason of an action. The affected user reads it. */
export const reasonBody = z.strictObject(REASON).optional();

/** The end and the reason of a suspension. */
export const suspensionBody = z.strictObject({
  ...REASON,
  until: untilSchema.nullable().default(null),
}).optional();

/** The request in which a moderator decides. */
interface Moderating {
  ctx: Context;
  viewerId: UserId;
  granted: ReadonlySet<Permission>;
}

/** Returns the moderator who decides, what they may do, and their reason. */
export function verdictOf(
  { ctx, viewerId, granted }: Moderating,
  given: { reason?: string | undefined; note?: string | undefined } = {},
): Verdict {
  const reason = given.reason ?? given.note;
  return {
    moderatorId: viewerId,
    mayOverrule: granted.has("moderators.overrule"),
    mailKey: ctx.keys.mails,
    reason: reason ?? REASON_DEFAULT,
  };
}
