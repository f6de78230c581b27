import type { PostId, UserId } from "../../domain/ids.ts";
import { moderationMail } from "../../domain/notifications/mail_texts.ts";
import { toldOf } from "../../domain/moderation/moderation.ts";
import { AppError } from "../../lib/errors.ts";
import { logAction, type ModerationAction, type NewAction } from "./actions.ts";
import { queueMail } from "../outbox/mails.ts";
import type { Tx } from "../transact.ts";

/** The moderator who acts, and the reason. */
export interface Verdict {
  moderatorId: UserId;
  /** Whether they may decide about admins, and about appeals against their own actions. */
  mayOverrule: boolean;
  /** The key that seals mails. */
  mailKey: Uint8Array<ArrayBuffer>;
  reason: string;
  reportId?: string;
  /** The appeal that is resolved. The person is notified of that, but not of its consequences. */
  appealId?: string;
}

/** Fails if the case concerns the moderator. */
export function requireOthersCase(verdict: Verdict, personId: UserId): void {
  if (verdict.moderatorId !== personId) return;
  throw new AppError("forbidden", "You cannot decide about your own account or content.");
}

/** Records a moderator's action in the audit. */
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

/** Notifies the person concerned of an action and its reason, in the app and by mail. */
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

/** Notifies the person concerned of an action and its reason, in the app only. */
export function notify({ record }: Tx, act: ModerationAction): void {
  const { id: actionId, personId: userId, subjectType, subjectId } = act;
  const postId = subjectType === "post" ? subjectId as PostId : null;
  record({ type: "moderation.acted", actionId, userId, postId, preview: toldOf(act).preview });
}

/** Warns a person about their account or content. */
export async function warn(
  tx: Tx,
  verdict: Verdict,
  personId: UserId,
): Promise<ModerationAction> {
  requireOthersCase(verdict, personId);
  const subject = { type: "user" as const, id: personId };
  const act = await logVerdict(tx, verdict, { action: "user.warn", subject, personId });
  await tellPerson(tx, verdict, act);
  return act;
}
