import { newId, type UserId } from "../../domain/ids.ts";
import { APPEALABLE } from "../../domain/moderation/moderation.ts";
import { AppError, must } from "../../lib/errors.ts";
import { type Appeal, findAppeal } from "./appeals.ts";
import { findAction } from "./actions.ts";
import { type Sql, violates } from "../sql.ts";
import { unsuspend } from "./suspension.ts";
import { restore, TABLES } from "./takedowns.ts";
import type { Tx } from "../transact.ts";
import { logVerdict, requireOthersCase, tellPerson, type Verdict } from "./verdicts.ts";

/** Appeals against an action that concerns a person. Fails with `conflict` if they did before. */
export async function insertAppeal(
  { sql }: Tx,
  personId: UserId,
  given: { actionId: string; message: string },
): Promise<Appeal> {
  const act = await findAction(sql, given.actionId);
  const isTheirs = act?.personId === personId && APPEALABLE.includes(act.action);
  must(isTheirs ? act : null, "Moderation action not found.");
  const id = newId();
  try {
    await sql`insert into moderation_appeals ${sql({ id, personId, ...given })}`;
  } catch (cause) {
    if (!violates(cause, "moderation_appeals_once")) throw cause;
    throw new AppError("conflict", "You have already appealed against this action.", { cause });
  }
  return must(await findAppeal(sql, id));
}

/**
 * Accepts or rejects an appeal. Accepting undoes the action, if it is still in effect. The
 * moderator who took the action may not decide about it, unless they are an admin.
 */
export async function resolveAppeal(
  tx: Tx,
  given: Verdict,
  appealId: string,
  isAccepted: boolean,
): Promise<Appeal> {
  await tx.sql`select from moderation_appeals where id = ${appealId} for update`;
  const appeal = must(await findAppeal(tx.sql, appealId), "Appeal not found.");
  if (appeal.status !== "open") throw new AppError("conflict", "This appeal is already resolved.");
  const verdict = { ...given, appealId };
  requireOthersCase(verdict, appeal.personId);
  if (appeal.actorId === verdict.moderatorId && !verdict.mayOverrule) {
    throw new AppError("forbidden", "You cannot resolve an appeal against your own action.");
  }
  await tx.sql`
    update moderation_appeals
    set status = ${isAccepted ? "accepted" : "rejected"}, answer = ${verdict.reason},
      resolved_at = now()
    where id = ${appealId}`;
  const { subjectType: type, subjectId: id, personId } = appeal;
  const action = isAccepted ? "appeal.accept" : "appeal.reject";
  const subject = { type, id };
  await tellPerson(tx, verdict, await logVerdict(tx, verdict, { action, subject, personId }));
  if (isAccepted) await undo(tx, verdict, appeal);
  return must(await findAppeal(tx.sql, appealId));
}

/** Undoes the action of an appeal, unless it was undone meanwhile or was only a warning. */
async function undo(tx: Tx, verdict: Verdict, appeal: Appeal): Promise<void> {
  const { subjectType: type, subjectId: id } = appeal;
  if (appeal.action === "user.warn" || !await holds(tx.sql, appeal)) return;
  if (type === "user") await unsuspend(tx, verdict, id as UserId);
  else await restore(tx, verdict, { type, id });
}

/** Returns whether the action of an appeal is still in effect. */
async function holds(sql: Sql, { subjectType, subjectId, actionId }: Appeal): Promise<boolean> {
  const rows = subjectType === "user"
    ? await sql`select from users where id = ${subjectId} and suspension_id = ${actionId}`
    : await sql`
      select from ${sql(TABLES[subjectType])}
      where id = ${subjectId} and takedown_id = ${actionId}`;
  return rows.length > 0;
}
