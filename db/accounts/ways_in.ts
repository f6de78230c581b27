import type { UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { newWayInMail, type WayIn, type WaysIn } from "../../domain/notifications/mail_texts.ts";
import type { Keys } from "../../lib/security/keys.ts";
import { revokeAllApiTokens } from "./api_tokens.ts";
import { queueMail } from "../outbox/mails.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** Counts the ways into an account beside its password and its sessions. */
export async function countWaysIn(sql: Sql, userId: UserId): Promise<WaysIn> {
  return await one(sql<WaysIn[]>`
    select
      (select count(*)::int from passkeys where user_id = ${userId}) as passkeys,
      (select count(*)::int from identities where user_id = ${userId}) as identities,
      (select count(*)::int from api_tokens
        where user_id = ${userId} and revoked_at is null and expires_at > now()) as api_tokens`);
}

/**
 * Ends all ways into an account except its password and its sessions; returns how many of each.
 * An account without a password keeps its identities: its owner signed up with one, and nobody can
 * have linked another without a password.
 */
export async function endWaysIn(
  tx: Tx,
  { id: userId, passwordHash }: { id: UserId; passwordHash: string | null },
): Promise<WaysIn> {
  const { sql } = tx;
  const ended = await countWaysIn(sql, userId);
  await sql`delete from passkeys where user_id = ${userId}`;
  await sql`delete from passkey_challenges where user_id = ${userId}`;
  await sql`delete from identity_proofs where user_id = ${userId}`;
  await revokeAllApiTokens(tx, userId);
  if (passwordHash === null) return { ...ended, identities: 0 };
  await sql`delete from identities where user_id = ${userId}`;
  return ended;
}

/** Notifies the owner of an account by mail that there is another way into it. */
export async function tellOfWayIn(
  tx: Tx,
  keys: Keys,
  userId: UserId,
  added: WayIn,
): Promise<void> {
  const owner = await one(tx.sql<{ username: string; email: string }[]>`
    select username, email from users where id = ${userId}`);
  const mail = newWayInMail(owner.username, added);
  await queueMail(tx, keys.mails, { ...mail, to: owner.email, userId });
}

/** Fails if the account has no way in. Its row must be locked. */
export async function requireWayIn(sql: Sql, userId: UserId): Promise<void> {
  const rows = await sql`
    select from users u
    where u.id = ${userId} and (u.password_hash is not null
      or exists (select from identities where user_id = u.id)
      or exists (select from passkeys where user_id = u.id))`;
  if (rows.length > 0) return;
  throw new AppError("unprocessable", "This is your last way to sign in. Add another one first.");
}
