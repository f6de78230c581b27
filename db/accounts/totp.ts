import type { UserId } from "../../domain/ids.ts";
import { APP_UNDO_DAYS } from "../../domain/limits.ts";
import { AppError, RateLimited } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** After this many wrong codes within an hour, the account takes none for the rest of it. */
const WRONG_TRIES_MAX = 10;

/** A user's authenticator app; the secret is sealed. */
export interface Totp {
  secret: Uint8Array;
  isEnabled: boolean;
}

/** The user's authenticator app, if there is one. */
export async function findTotp(sql: Sql, userId: UserId): Promise<Totp | null> {
  const [row] = await sql<Totp[]>`
    select secret, enabled_at is not null as is_enabled from totp where user_id = ${userId}`;
  return row ?? null;
}

/** Stores the secret of an app that is not yet enabled, and replaces an earlier one. */
export async function startTotp({ sql }: Tx, userId: UserId, secret: Uint8Array): Promise<void> {
  const { count } = await sql`
    insert into totp (user_id, secret) values (${userId}, ${secret})
    on conflict (user_id) do update set secret = excluded.secret
    where totp.enabled_at is null`;
  if (count === 0) throw alreadyEnabled();
}

/** Returns the conflict for a user who has an app and sets up another one. */
export function alreadyEnabled(): AppError {
  return new AppError("conflict", "An authenticator app is already enabled.");
}

/**
 * Enables the app, so that signing in asks for codes. The recovery codes replace all earlier ones.
 * One more code is valid for a few days; using it disables the app.
 */
export async function enableTotp(
  { sql }: Tx,
  userId: UserId,
  recoveryHashes: readonly Uint8Array[],
  undoHash: Uint8Array,
): Promise<void> {
  const { count } = await sql`
    update totp set enabled_at = now() where user_id = ${userId} and enabled_at is null`;
  if (count === 0) throw alreadyEnabled();
  await sql`delete from recovery_codes where user_id = ${userId}`;
  await sql`insert into recovery_codes ${sql(recoveryHashes.map((hash) => ({ userId, hash })))}`;
  await sql`
    insert into recovery_codes (user_id, hash, ends_app, expires_at)
    values (${userId}, ${undoHash}, true, now() + ${APP_UNDO_DAYS} * interval '1 day')`;
}

/** Deletes the app and its recovery codes, so that signing in asks for no codes. */
export async function disableTotp({ sql }: Tx, userId: UserId): Promise<void> {
  await sql`delete from totp where user_id = ${userId}`;
  await sql`delete from recovery_codes where user_id = ${userId}`;
}

/** Uses up a time step and all earlier ones. Returns false if it was used up already. */
export async function useStep({ sql }: Tx, userId: UserId, step: number): Promise<boolean> {
  const { count } = await sql`
    update totp set last_step = ${step}, wrong_tries = 0
    where user_id = ${userId} and last_step < ${step}`;
  return count === 1;
}

/** Uses up a recovery code, which may disable the app. Returns false if the code is not valid. */
export async function useRecoveryCode(
  tx: Tx,
  userId: UserId,
  hash: Uint8Array,
): Promise<boolean> {
  const [code] = await tx.sql<{ endsApp: boolean }[]>`
    update recovery_codes set used_at = now()
    where user_id = ${userId} and hash = ${hash} and used_at is null and expires_at > now()
    returning ends_app`;
  if (!code) return false;
  if (code.endsApp) await disableTotp(tx, userId);
  else await tx.sql`update totp set wrong_tries = 0 where user_id = ${userId}`;
  return true;
}

/** Locks the account's codes for one try. Fails with `rate_limited` after too many wrong ones. */
export async function beginTry({ sql }: Tx, userId: UserId): Promise<void> {
  const [row] = await sql<{ wrongTries: number; waitMs: number }[]>`
    select wrong_tries,
      extract(epoch from tries_since + interval '1 hour' - now())::float8 * 1000 as wait_ms
    from totp where user_id = ${userId} for update`;
  if (row && row.waitMs > 0 && row.wrongTries >= WRONG_TRIES_MAX) {
    throw new RateLimited(row.waitMs, "Too many incorrect codes. Try again later.");
  }
}

/** Counts a wrong code. */
export async function countWrongTry({ sql }: Tx, userId: UserId): Promise<void> {
  await sql`
    update totp set
      wrong_tries = case when tries_since > now() - interval '1 hour' then wrong_tries + 1 else 1 end,
      tries_since = case when tries_since > now() - interval '1 hour' then tries_since else now() end
    where user_id = ${userId}`;
}
