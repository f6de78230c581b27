import { LAST_ID, newId, type UserId } from "../../domain/ids.ts";
import { PASSKEYS_PER_USER_MAX } from "../../domain/limits.ts";
import { AppError, must } from "../../lib/errors.ts";
import { requireWayIn } from "./ways_in.ts";
import { type Page, pageOf } from "../page.ts";
import { one, type Sql, violates } from "../sql.ts";
import type { Tx } from "../transact.ts";

const CHALLENGE_SECONDS = 300;

/** A passkey as its user sees it. */
export interface Passkey {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** A passkey that a device has registered (WebAuthn §6.5). */
export interface NewPasskey {
  userId: UserId;
  name: string;
  credentialId: string;
  publicKey: Uint8Array;
  counter: number;
  transports: string[];
}

/** The stored credential that a login with a passkey is checked against. */
export interface StoredCredential {
  userId: UserId;
  credentialId: string;
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
}

/** Stores a challenge: for a user who registers a passkey, or for any login (null). */
export async function insertChallenge(
  sql: Sql,
  challenge: string,
  userId: UserId | null,
): Promise<void> {
  await sql`delete from passkey_challenges where expires_at < now()`;
  await sql`
    insert into passkey_challenges (challenge, user_id, expires_at)
    values (${challenge}, ${userId}, now() + ${CHALLENGE_SECONDS} * interval '1 second')`;
}

/** Uses up a challenge, whatever follows. Returns false if none was valid for this purpose. */
export async function takeChallenge(
  sql: Sql,
  challenge: string,
  userId: UserId | null,
): Promise<boolean> {
  const { count } = await sql`
    delete from passkey_challenges
    where challenge = ${challenge} and user_id is not distinct from ${userId}
      and expires_at > now()`;
  return count === 1;
}

/** Stores a passkey of the user. */
export async function insertPasskey({ sql }: Tx, passkey: NewPasskey): Promise<Passkey> {
  await sql`select from users where id = ${passkey.userId} for no key update`;
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int from passkeys where user_id = ${passkey.userId}`);
  if (count >= PASSKEYS_PER_USER_MAX) {
    throw new AppError(
      "unprocessable",
      `An account can have at most ${PASSKEYS_PER_USER_MAX} passkeys.`,
    );
  }
  try {
    return await one(sql<Passkey[]>`
      insert into passkeys ${sql({ id: newId(), ...passkey })}
      returning id, name, created_at, last_used_at`);
  } catch (cause) {
    if (!violates(cause, "passkeys_credential_id_key")) throw cause;
    throw new AppError("conflict", "This passkey is already registered.", { cause });
  }
}

/** The passkeys of a user, newest first. */
export async function listPasskeys(
  sql: Sql,
  userId: UserId,
  before: string | null,
  limit: number,
): Promise<Page<Passkey>> {
  const rows = await sql<Passkey[]>`
    select id, name, created_at, last_used_at from passkeys
    where user_id = ${userId} and id < ${before ?? LAST_ID}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** The credential ids of a user, so that a device does not register twice. */
export async function listCredentialIds(sql: Sql, userId: UserId): Promise<string[]> {
  const rows = await sql<{ credentialId: string }[]>`
    select credential_id from passkeys where user_id = ${userId}`;
  return rows.map((row) => row.credentialId);
}

/** Finds the credential with this id. */
export async function findCredential(
  sql: Sql,
  credentialId: string,
): Promise<StoredCredential | null> {
  const [row] = await sql<StoredCredential[]>`
    select user_id, credential_id, public_key, counter::float8 as counter from passkeys
    where credential_id = ${credentialId}`;
  return row ? { ...row, publicKey: new Uint8Array(row.publicKey) } : null;
}

/**
 * Records a login. Returns false if the counter did not grow, because somebody then has a copy of
 * the passkey. A counter of 0 means that the device does not count.
 */
export async function notePasskeyUse(
  { sql }: Tx,
  credentialId: string,
  counter: number,
): Promise<boolean> {
  const { count } = await sql`
    update passkeys set counter = ${counter}, last_used_at = now()
    where credential_id = ${credentialId} and (counter < ${counter} or ${counter} = 0)`;
  return count === 1;
}

/** Deletes a passkey of the user. Fails if it is the last way into the account. */
export async function deletePasskey({ sql }: Tx, userId: UserId, id: string): Promise<void> {
  await sql`select from users where id = ${userId} for no key update`;
  const [row] = await sql`
    delete from passkeys where id = ${id} and user_id = ${userId} returning id`;
  must(row, "Passkey not found.");
  await requireWayIn(sql, userId);
}
