import { requireWayIn } from "../accounts/ways_in.ts";
import { LAST_ID, newId, type UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { type Page, pageOf } from "../page.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { takenError } from "../accounts/users.ts";

/** The name of an identity: a provider, and a person there. */
export interface IdentityName {
  issuer: string;
  subject: string;
}

/** An identity as its user sees it. */
export interface Identity {
  id: string;
  provider: string;
  email: string | null;
  createdAt: Date;
  lastUsedAt: Date;
}

/** A new identity of a user. */
export interface NewIdentity extends IdentityName {
  provider: string;
  email: string | null;
  userId: UserId;
}

/** A new user who signs up with an identity. They get the first free one of the usernames. */
export interface NewPerson extends Omit<NewIdentity, "userId"> {
  email: string;
  usernames: readonly string[];
  fullName: string | null;
}

/** Finds the id of the user who has this identity. */
export async function findOwner(
  sql: Sql,
  { issuer, subject }: IdentityName,
): Promise<UserId | null> {
  const [owner] = await sql<{ userId: UserId }[]>`
    select user_id from identities where issuer = ${issuer} and subject = ${subject}`;
  return owner?.userId ?? null;
}

/** Records a use of an identity. Returns false if it does not belong to this user. */
export async function noteIdentityUse(
  { sql }: Tx,
  { issuer, subject }: IdentityName,
  userId: UserId,
): Promise<boolean> {
  const { count } = await sql`
    update identities set last_used_at = now()
    where issuer = ${issuer} and subject = ${subject} and user_id = ${userId}`;
  return count === 1;
}

/** Gives an identity to a user. Returns false if another user has it. */
export async function insertIdentity({ sql }: Tx, identity: NewIdentity): Promise<boolean> {
  const { issuer, subject, provider, email, userId } = identity;
  const { count } = await sql`
    insert into identities as i (id, issuer, subject, provider, email, user_id)
    values (${newId()}, ${issuer}, ${subject}, ${provider}, ${email}, ${userId})
    on conflict (issuer, subject) do update set last_used_at = now()
    where i.user_id = excluded.user_id`;
  return count === 1;
}

/** Creates an account without a password for a new user, and returns its id. */
export async function createPerson(tx: Tx, person: NewPerson): Promise<UserId> {
  const { sql, record } = tx;
  const userId: UserId = newId();
  for (const username of person.usernames) {
    const inserting = sql`
      insert into users (id, username, email, email_verified_at, password_hash, full_name)
      values (${userId}, ${username}, ${person.email}, now(), null, ${person.fullName})
      on conflict (username) do nothing`;
    const { count } = await inserting.catch((cause) => Promise.reject(takenError(cause)));
    if (count === 0) continue;
    if (!await insertIdentity(tx, { ...person, userId })) break;
    record({ type: "user.created", userId });
    return userId;
  }
  throw new AppError("conflict", "Another sign-in is in progress. Try again.");
}

/** The identities of a user, newest first. */
export async function listIdentities(
  sql: Sql,
  userId: UserId,
  before: string | null,
  limit: number,
): Promise<Page<Identity>> {
  const rows = await sql<Identity[]>`
    select id, provider, email, created_at, last_used_at from identities
    where user_id = ${userId} and id < ${before ?? LAST_ID}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** Deletes an identity of a user. Fails if it is the last way into the account. */
export async function deleteIdentity(tx: Tx, userId: UserId, id: string): Promise<void> {
  const { sql } = tx;
  await sql`select from users where id = ${userId} for no key update`;
  const [row] = await sql`
    delete from identities where id = ${id} and user_id = ${userId} returning id`;
  must(row, "Identity not found.");
  await requireWayIn(sql, userId);
}
