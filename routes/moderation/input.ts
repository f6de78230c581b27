import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { Verdict } from "../../db/moderation/verdicts.ts";
import { MODERATION_TEXT_LENGTH_MAX } from "../../domain/limits.ts";
import { REASON_DEFAULT } from "../../domain/moderation/moderation.ts";
import type { Permission } from "../../domain/accounts/permissions.ts";
import { futureMoment, trimmedText } from "../http/fields.ts";

/** What somebody says about a case: a note, a reason, a message. */
export const moderationText = trimmedText(MODERATION_TEXT_LENGTH_MAX, 1);

/** When a suspension ends: some time to come. */
export const untilSchema = futureMoment();

// A reason also answers to the name that it has where a report is resolved.
const REASON = { reason: moderationText.optional(), note: moderationText.optional() };

/** Why a moderator acts; the person concerned reads it. */
export const reasonBody = z.strictObject(REASON).optional();

/** How long and why somebody is suspended. */
export const suspensionBody = z.strictObject({
  ...REASON,
  until: untilSchema.nullable().default(null),
}).optional();

/** The request in which a moderator decides. */
interface Moderating {
  ctx: Context;
  viewerId: string;
  granted: ReadonlySet<Permission>;
}

/** Who decides, and why. */
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
