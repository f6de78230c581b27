import { LAST_ID, type UserId } from "../../domain/ids.ts";
import type { Role } from "../../domain/accounts/permissions.ts";
import { type Page, pageOf } from "../page.ts";
import { one, type Sql } from "../sql.ts";

/** An account as staff see it. */
export interface Account {
  id: UserId;
  username: string;
  email: string;
  fullName: string | null;
  roles: Role[];
  isVerified: boolean;
  isPrivate: boolean;
  suspendedAt: Date | null;
  followersCount: number;
  followingCount: number;
  postsCount: number;
  lastActiveAt: Date | null;
  createdAt: Date;
}

/** The beginning of a page of accounts: below an id, and after a number of skipped accounts. */
export interface AccountPlace {
  before: string | null;
  skipped: number;
}

/** The accounts whose name, address or full name begins with `q`, or all; newest first. */
export async function searchAccounts(
  sql: Sql,
  q: string | null,
  { before, skipped }: AccountPlace,
  limit: number,
): Promise<Page<Account>> {
  const rows = await sql<Account[]>`
    select ${accountColumns(sql)} from users
    where id < ${before ?? LAST_ID} and ${beginsLike(sql, q)}
    order by id desc limit ${limit + 1} offset ${skipped}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** Returns how many accounts a search finds. */
export async function countAccounts(sql: Sql, q: string | null): Promise<number> {
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int as count from users where ${beginsLike(sql, q)}`);
  return count;
}

/** Finds an account. */
export async function findAccountOf(sql: Sql, userId: UserId): Promise<Account | null> {
  const [account] = await sql<Account[]>`
    select ${accountColumns(sql)} from users where id = ${userId}`;
  return account ?? null;
}

function accountColumns(sql: Sql) {
  return sql`
    id, username, email, full_name, roles, is_verified, is_private, suspended_at, followers_count,
    following_count, posts_count, nullif(last_active_at, '-infinity') as last_active_at, created_at`;
}

function beginsLike(sql: Sql, q: string | null) {
  if (q === null) return sql`true`;
  const pattern = q.toLowerCase().replace(/[\\%_]/g, "\\$&") + "%";
  return sql`(
    username like ${pattern} or email like ${pattern} or lower(full_name) like ${pattern})`;
}
