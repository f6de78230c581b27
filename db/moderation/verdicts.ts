import { moderationMail } from "../../domain/notifications/mail_texts.ts";
import { toldOf } from "../../domain/moderation/moderation.ts";
import { AppError } from "../../lib/errors.ts";
import { logAction, type ModerationAction, type NewAction } from "./actions.ts";
import { queueMail } from "../outbox/mails.ts";
import type { Tx } from "../transact.ts";

/** Who acts, and why. */
export interface Verdict {
  moderatorId: string;
  /** Whether they may decide about admins, and about appeals against what they did. */
  mayOverrule: boolean;
  /** What mails are sealed with. */
  mailKey: Uint8Array<ArrayBuffer>;
  reason: string;
  reportId?: string;
  /** The appeal that is resolved: the person hears of that, and not also of what follows. */
  appealId?: string;
}

/** Fails where a moderator would decide about something of their own. */
export function requireOthersCase(verdict: Verdict, personId: string): void {
  if (verdict.moderatorId !== personId) return;
  throw new AppError("forbidden", "Nobody decides about something of their own");
}

/** Notes what a moderator does. */
export async function logVerdict(
  tx: Tx,
  { moderatorId, reason, reportId, appealId }: Verdict,
  act: Pick<NewAction, "action" | "subject" | "personId" | "until">,
): Promise<ModerationAction> {
  return await logAction(tx.sql, {
    ...act,
    actorId: moderatorId,
    reason,
    reportId: reportId ?? null,
    appealId: appealId ?? null,
  });
}

/** Tells the person concerned what was done and why, in the app and by mail. */
export async function tellPerson(
  tx: Tx,
  { mailKey }: Verdict,
  act: ModerationAction,
): Promise<void> {
  notify(tx, act);
  const { personId: userId } = act;
  const [person] = await tx.sql<{ username: string; email: string }[]>`
    select username, email from users where id = ${userId}`;
  if (!person) return;
  const mail = moderationMail(act, person.username);
  await queueMail(tx, mailKey, { ...mail, to: person.email, userId });
}

/** Tells the person concerned what happened and why, in the app. */
export function notify({ record }: Tx, act: ModerationAction): void {
  const { id: actionId, personId: userId, subjectType, subjectId } = act;
  const postId = subjectType === "post" ? subjectId : null;
  record({ type: "moderation.acted", actionId, userId, postId, preview: toldOf(act).preview });
}

/** Warns a person because of something of theirs. */
export async function warn(
  tx: Tx,
  verdict: Verdict,
  personId: string,
): Promise<ModerationAction> {
  requireOthersCase(verdict, personId);
  const subject = { type: "user" as const, id: personId };
  const act = await logVerdict(tx, verdict, { action: "user.warn", subject, personId });
  await tellPerson(tx, verdict, act);
  return act;
}
