import type { Variant } from "../../domain/media/media.ts";
import { type MediaId, newId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { changeAccountPrivacy } from "../posts/audience.ts";
import { type Sql, violates } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** Everything that a profile shows of its user. */
export interface Profile {
  id: string;
  username: string;
  email: string;
  emailVerifiedAt: Date | null;
  fullName: string | null;
  avatar: Variant[] | null;
  bio: string;
  website: string | null;
  isPrivate: boolean;
  isVerified: boolean;
  /** Whether posts with a content warning are shown to them without one. */
  showContentWarnings: boolean;
  roles: string[];
  followersCount: number;
  followingCount: number;
  postsCount: number;
  createdAt: Date;
}

/** The profile of a user. */
export async function findProfile(sql: Sql, userId: string): Promise<Profile | null> {
  const [profile] = await sql<Profile[]>`
    select u.id, u.username, u.email, u.email_verified_at, u.full_name, u.bio, u.website,
      u.is_private, u.is_verified, u.show_content_warnings, u.roles, u.followers_count,
      u.following_count, u.posts_count, u.created_at, m.variants as avatar
    from users u left join media m on m.id = u.avatar_media_id and m.status = 'ready'
    where u.id = ${userId}`;
  return profile ?? null;
}

/** The id of the user with this name, which is lower case. */
export async function findUserId(sql: Sql, username: string): Promise<string | null> {
  const [user] = await sql<{ id: string }[]>`select id from users where username = ${username}`;
  return user?.id ?? null;
}

/** How somebody names the account that they sign in to. */
export interface AccountName {
  id?: string | undefined;
  username?: string | undefined;
  email?: string | undefined;
}

/** What signing in asks of an account. One that is being erased is gone. */
export interface Account {
  id: string;
  username: string;
  email: string;
  /** Null for who came by a provider and has set none. */
  passwordHash: string | null;
  emailVerifiedAt: Date | null;
}

/** The account that somebody names. */
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

/** An account to be made; names and addresses are lower case. */
export interface NewUser {
  /** Made here unless given. */
  id?: string;
  username: string;
  email: string;
  passwordHash: string;
  fullName: string | null;
}

/** The conflict that an account of these names would be; null if both are free. */
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

/** Makes an account and answers its id. */
export async function createUser({ sql, record }: Tx, user: NewUser): Promise<string> {
  const { id = newId(), username, email, passwordHash, fullName } = user;
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

/** The conflict behind a name or an address that somebody else has; any other error as it is. */
export function takenError(cause: unknown): unknown {
  if (violates(cause, "users_username_key")) return usernameTaken(cause);
  if (violates(cause, "users_email_key")) return emailTaken(cause);
  return cause;
}

function usernameTaken(cause?: unknown): AppError {
  return new AppError("conflict", "This username is taken", {
    details: { field: "username" },
    cause,
  });
}

function emailTaken(cause?: unknown): AppError {
  const message = "This e-mail address has an account";
  return new AppError("conflict", message, { details: { field: "email" }, cause });
}

/** What a user changes of their profile. */
export interface ProfileChange {
  fullName?: string | null | undefined;
  bio?: string | undefined;
  website?: string | null | undefined;
  avatarMediaId?: MediaId | null | undefined;
  isPrivate?: boolean | undefined;
  showContentWarnings?: boolean | undefined;
}

/** Changes what is given of a profile and answers the whole. */
export async function updateProfile(
  tx: Tx,
  userId: string,
  { isPrivate, ...change }: ProfileChange,
): Promise<Profile> {
  const { sql, record } = tx;
  if (isPrivate !== undefined) await changeAccountPrivacy(tx, userId, isPrivate);
  if (change.avatarMediaId) await requireAvatar(sql, userId, change.avatarMediaId);
  // A picture that is still being processed was chosen before this one.
  const next = change.avatarMediaId === undefined ? {} : { nextAvatarMediaId: null };
  const columns = { ...change, ...next, updatedAt: new Date() };
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  await sql`update users set ${sql(Object.fromEntries(given))} where id = ${userId}`;
  record({ type: "user.updated", userId });
  return must(await findProfile(sql, userId));
}

async function requireAvatar(sql: Sql, userId: string, mediaId: MediaId): Promise<void> {
  // A lock, so that no post makes the picture private meanwhile: avatars are public.
  const [media] = await sql`
    select from media
    where id = ${mediaId} and owner_id = ${userId} and status = 'ready'
      and placement = 'public' and wanted_placement = 'public'
    for share`;
  if (media) return;
  throw new AppError(
    "unprocessable",
    "An avatar is a picture of your own that is ready and that no private post shows",
  );
}
