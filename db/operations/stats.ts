import { one, type Sql } from "../sql.ts";

/** The numbers of all kinds of data. */
export interface Stats {
  users: number;
  usersOfDay: number;
  usersOfWeek: number;
  activeOfDay: number;
  activeOfMonth: number;
  suspended: number;
  verified: number;
  privateAccounts: number;
  sessions: number;
  apiTokens: number;
  posts: number;
  postsOfDay: number;
  likes: number;
  comments: number;
  follows: number;
  media: number;
  mediaWaiting: number;
  mediaFailed: number;
  mediaBytes: number;
}

/** Counts everything in one statement, so that the numbers are consistent. */
export async function countEverything(sql: Sql): Promise<Stats> {
  return await one(sql<Stats[]>`
    select * from
      (select count(*)::int as users,
        count(*) filter (where created_at > now() - interval '1 day')::int as users_of_day,
        count(*) filter (where created_at > now() - interval '7 days')::int as users_of_week,
        count(*) filter (where last_active_at > now() - interval '1 day')::int as active_of_day,
        count(*) filter (where last_active_at > now() - interval '30 days')::int as active_of_month,
        count(suspended_at)::int as suspended,
        count(*) filter (where is_verified)::int as verified,
        count(*) filter (where is_private)::int as private_accounts,
        coalesce(sum(following_count), 0)::float8 as follows
      from users) u,
      (select count(*)::int as sessions from sessions
        where revoked_at is null and expires_at > now()) s,
      (select count(*)::int as api_tokens from api_tokens
        where revoked_at is null and expires_at > now()) t,
      (select count(*)::int as posts,
        count(*) filter (where created_at > now() - interval '1 day')::int as posts_of_day,
        coalesce(sum(likes_count), 0)::float8 as likes,
        coalesce(sum(comments_count), 0)::float8 as comments
      from posts where status = 'published' and deleted_at is null) p,
      (select count(*) filter (where status = 'ready')::int as media,
        count(*) filter (where status = 'processing')::int as media_waiting,
        count(*) filter (where status = 'failed')::int as media_failed,
        coalesce(sum(file_size) filter (where status = 'ready'), 0)::float8 as media_bytes
      from media) m`);
}
