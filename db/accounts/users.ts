import type { Variant } from "../../domain/media/media.ts";
import { type MediaId, newId, type UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { requireAvatar } from "../media/avatars.ts";
import { changeAccountPrivacy } from "../posts/audience.ts";
import { type Sql, violates } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** The data of a user's profile. */
export interface Profile {
  id: UserId;
  username: string;
  email: string;
  emailVerifiedAt: Date | null;
  fullName: string | null;
  avatar: Variant[] | null;
  bio: string;
  website: string | null;
  isPrivate: boolean;
  isVerified: boolean;
  /** Whether they see posts that have a content warning without the warning. */
  showContentWarnings: boolean;
  roles: string[];
  followersCount: number;
  followingCount: number;
  postsCount: number;
  createdAt: Date;
}

/** The profile of a user. */
export async function findProfile(sql: Sql, userId: UserId): Promise<Profile | null> {
  const [profile] = await sql<Profile[]>`
    select u.id, u.username, u.email, u.email_verified_at, u.full_name, u.bio, u.website,
      u.is_private, u.is_verified, u.show_content_warnings, u.roles, u.followers_count,
      u.following_count, u.posts_count, u.created_at, m.variants as avatar
    from users u left join media m on m.id = u.avatar_media_id and m.status = 'ready'
    where u.id = ${userId}`;
  return profile ?? null;
}

/** Finds the id of the user with this name, which must be in lower case. */
export async function findUserId(sql: Sql, username: string): Promise<UserId | null> {
  const [user] = await sql<{ id: UserId }[]>`select id from users where username = ${username}`;
  return user?.id ?? null;
}

/** Names the account that a user signs in to. */
export interface AccountName {
  id?: UserId | undefined;
  username?: string | undefined;
  email?: string | undefined;
}

/** The data of an account that signing in needs. */
export interface Account {
  id: UserId;
  username: string;
  email: string;
  /** Null for a user who signed up with a provider and has not set one. */
  passwordHash: string | null;
  emailVerifiedAt: Date | null;
}

/** Finds an account by any of its names. An account that is being erased is not found. */
export async function findAccount(
  sql: Sql,
  { id, username, email }: AccountName,
): Promise<Account | null> {
  const [account] = await sql<Account[]>`
    select id, username, email, password_hash, email_verified_at from users u
    where (id = ${id ?? null} or username = ${username ?? null} or email = ${email ?? null})
      and not exists (select from erasures e where e.user_id = u.id)`;
  return account ?? null;
}

/** A new account. Its username and address are in lower case. */
export interface NewUser {
  /** Defaults to a new id. */
  id?: UserId;
  username: string;
  email: string;
  passwordHash: string;
  fullName: string | null;
}

/** Returns the conflict of a taken username or address, or null if both are free. */
export async function findTaken(
  sql: Sql,
  { username, email }: Pick<NewUser, "username" | "email">,
): Promise<AppError | null> {
  const [taken] = await sql<{ username: string }[]>`
    select username from users where username = ${username} or email = ${email}
    order by username = ${username} desc limit 1`;
  if (!taken) return null;
  return taken.username === username ? usernameTaken() : emailTaken();
}

/** Creates an account and returns its id. */
export async function createUser({ sql, record }: Tx, user: NewUser): Promise<UserId> {
  const { id = newId<"user">(), username, email, passwordHash, fullName } = user;
  try {
    await sql`
      insert into users (id, username, email, password_hash, full_name)
      values (${id}, ${username}, ${email}, ${passwordHash}, ${fullName})`;
  } catch (cause) {
    throw takenError(cause);
  }
  record({ type: "user.created", userId: id });
  return id;
}

/** Turns the violation of a unique name or address into a conflict; returns other errors as is. */
export function takenError(cause: unknown): unknown {
  if (violates(cause, "users_username_key")) return usernameTaken(cause);
  if (violates(cause, "users_email_key")) return emailTaken(cause);
  return cause;
}

function usernameTaken(cause?: unknown): AppError {
  return new AppError("conflict", "This username is taken.", {
    details: { field: "username" },
    cause,
  });
}

function emailTaken(cause?: unknown): AppError {
  const message = "This email address is already in use.";
  return new AppError("conflict", message, { details: { field: "email" }, cause });
}

/** A change of a profile. Omitted fields stay the same. */
export interface ProfileChange {
  fullName?: string | null | undefined;
  bio?: string | undefined;
  website?: string | null | undefined;
  avatarMediaId?: MediaId | null | undefined;
  isPrivate?: boolean | undefined;
  showContentWarnings?: boolean | undefined;
}

/** Changes the given fields of a profile and returns the whole profile. */
export async function updateProfile(
  tx: Tx,
  userId: UserId,
  { isPrivate, ...change }: ProfileChange,
): Promise<Profile> {
  const { sql, record } = tx;
  if (isPrivate !== undefined) await changeAccountPrivacy(tx, userId, isPrivate);
  if (change.avatarMediaId) await requireAvatar(sql, userId, change.avatarMediaId);
  // A picture that is still being processed was chosen earlier, so it must not replace this one.
  const next = change.avatarMediaId === undefined ? {} : { nextAvatarMediaId: null };
  const columns = { ...change, ...next, updatedAt: new Date() };
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  await sql`update users set ${sql(Object.fromEntries(given))} where id = ${userId}`;
  record({ type: "user.updated", userId });
  return must(await findProfile(sql, userId));
}
