import type { UserId } from "../../domain/ids.ts";
import { listAccess } from "../accounts/credentials_of_user.ts";
import { passOnGroups } from "../conversations/owners.ts";
import type { Suspension } from "../../domain/moderation/moderation.ts";
import { AppError, must } from "../../lib/errors.ts";
import { placeMediaOfHidden } from "../posts/media_placement.ts";
import { handOverSpaces } from "../spaces/succession.ts";
import { logAction, type ModerationAction } from "./actions.ts";
import type { Sql } from "../sql.ts";
import { suspensionOf } from "../accounts/suspended_users.ts";
import { type Db, transact, type Tx } from "../transact.ts";
import { logVerdict, notify, requireOthersCase, tellPerson, type Verdict } from "./verdicts.ts";

/** Hides a person with all their content and refuses their tokens, or ends that. */
export async function setSuspended(
  tx: Tx,
  userId: UserId,
  isSuspended: boolean,
  due: { actionId?: string; until?: Date | null } = {},
): Promise<void> {
  const { sql, record } = tx;
  const { count } = await sql`
    update users set suspended_at = ${isSuspended ? sql`now()` : null},
      suspension_id = ${isSuspended ? due.actionId ?? null : null},
      suspended_until = ${isSuspended ? due.until ?? null : null}
    where id = ${userId} and (suspended_at is not null) <> ${isSuspended}`;
  if (count === 0) return;
  await placeMediaOfHidden(tx, userId, isSuspended);
  record({ type: "suspension.changed", userId, sessionIds: await listAccess(sql, userId) });
}

/** Suspends a person, for good or until a time. Only an admin may suspend an admin. */
export async function suspend(
  tx: Tx,
  verdict: Verdict,
  personId: UserId,
  until: Date | null,
): Promise<ModerationAction> {
  // They lock spaces and groups, which comes before the locks of users. If the rest fails, it is undone.
  if (until === null) {
    await handOverSpaces(tx, personId);
    await passOnGroups(tx, personId);
  }
  const person = must(await lockPerson(tx.sql, personId), "User not found.");
  requireOthersCase(verdict, personId);
  if (person.isAdmin && !verdict.mayOverrule) {
    throw new AppError("forbidden", "Only an admin can suspend an admin.");
  }
  if (person.isSuspended) throw new AppError("conflict", "This account is already suspended.");
  const subject = { type: "user" as const, id: personId };
  const act = await logVerdict(tx, verdict, { action: "user.suspend", subject, personId, until });
  await setSuspended(tx, personId, true, { actionId: act.id, until });
  if (until === null) await passOnGroups(tx, personId);
  await tellPerson(tx, verdict, act);
  return act;
}

/** Ends a suspension, so that the person and their content are visible again. */
export async function unsuspend(
  tx: Tx,
  verdict: Verdict,
  personId: UserId,
): Promise<ModerationAction> {
  const person = must(await lockPerson(tx.sql, personId), "User not found.");
  requireOthersCase(verdict, personId);
  if (!person.isSuspended) throw new AppError("conflict", "This account is not suspended.");
  const subject = { type: "user" as const, id: personId };
  const act = await logVerdict(tx, verdict, { action: "user.unsuspend", subject, personId });
  await setSuspended(tx, personId, false);
  if (!verdict.appealId) await tellPerson(tx, verdict, act);
  return act;
}

/** Returns a person's suspension, or null. One whose time is over ends with this transaction. */
export async function settleSuspension(tx: Tx, userId: UserId): Promise<Suspension | null> {
  await endDueSuspension(tx, userId);
  const [user] = await tx.sql<{ suspension: Suspension | null }[]>`
    select ${suspensionOf(tx.sql)} as suspension from users u where u.id = ${userId}`;
  return user?.suspension ?? null;
}

/** Returns the present suspension of a session's user. Ends it if its time is over. */
export async function settleSuspended(
  db: Db,
  { userId, suspension }: { userId: UserId; suspension: Suspension | null },
): Promise<Suspension | null> {
  if (!suspension?.until || suspension.until > Date.now()) return suspension;
  return await transact(db, (tx) => settleSuspension(tx, userId));
}

/** Returns the error for a suspended person, with an `appealToken` if they have no other token. */
export function suspendedError(suspension: Suspension, appealToken?: string): AppError {
  const { actionId, reason, until } = suspension;
  const details = {
    reason,
    until: until === null ? null : new Date(until).toISOString(),
    actionId,
    ...(appealToken === undefined ? {} : { appealToken }),
  };
  return new AppError("account_suspended", "This account is suspended.", { details });
}

/** Lists some people whose suspension has run out, in the order of their ids. */
export async function listDueSuspensions(
  sql: Sql,
  after: string,
  limit: number,
): Promise<{ id: UserId }[]> {
  return await sql<{ id: UserId }[]>`
    select id from users where suspended_until <= now() and id > ${after}
    order by id limit ${limit}`;
}

/** Ends the suspension of a person if its time is over; returns whether it did. */
export async function endDueSuspension(tx: Tx, userId: UserId): Promise<boolean> {
  const [due] = await tx.sql`
    select from users where suspended_until <= now() and id = ${userId} for no key update`;
  if (!due) return false;
  const act = await logAction(tx.sql, {
    actorId: null,
    action: "user.unsuspend",
    subject: { type: "user", id: userId },
    personId: userId,
    reason: "Its time is over",
  });
  await setSuspended(tx, userId, false);
  notify(tx, act);
  return true;
}

async function lockPerson(sql: Sql, id: string) {
  const [person] = await sql<{ isSuspended: boolean; isAdmin: boolean }[]>`
    select suspended_at is not null as is_suspended, 'admin' = any(roles) as is_admin
    from users where id = ${id} for no key update`;
  return person;
}
