import type { NameTerms } from "../../domain/search/terms.ts";
import { FIRST_ID, type UserId } from "../../domain/ids.ts";
import { one, type Sql } from "../sql.ts";
import { userVisibleTo, type ViewerId } from "../visibility.ts";

/** A found user. A smaller `rank` comes first. */
export interface FoundUser {
  userId: UserId;
  rank: number;
  followersCount: number;
}

/** A place in a list of found users: the rank and the id of the last one. */
export interface UserPlace {
  rank: number;
  userId: UserId;
}

/** The most users that are ranked if very many have the name. */
const RANKED_MAX = 3000;

/**
 * The users whom the viewer sees and whose names match, best first. The order of matches is: the
 * very username, names with the words, names that begin with them, names with slips. Within each,
 * followed users come first, then users with more followers.
 */
export async function listFoundUsers(
  sql: Sql,
  terms: NameTerms,
  viewerId: UserId | null,
  { after, limit }: { after: UserPlace | null; limit: number },
): Promise<FoundUser[]> {
  const { rank, userId } = after ?? { rank: -1, userId: FIRST_ID };
  return await sql<FoundUser[]>`
    with found as materialized (${found(sql, terms, viewerId)}),
    ranked as materialized (
      select f.user_id, u.followers_count, ${rankOf(sql, terms, viewerId)} as rank
      from found f join users u on u.id = f.user_id
    )
    select r.user_id, r.rank, r.followers_count
    from (select * from ranked order by rank, user_id) as r
    where (r.rank, r.user_id) > (${rank}, ${userId}::uuid)
      and ${userVisibleTo(sql, sql`r.user_id`, viewerId)}
    order by r.rank, r.user_id limit ${limit}`;
}

/** Returns how many users a search finds, up to `max`. */
export async function countFoundUsers(
  sql: Sql,
  terms: NameTerms,
  viewerId: UserId | null,
  max: number,
): Promise<number> {
  const { count } = await one(sql<{ count: number }[]>`
    with found as materialized (${found(sql, terms, viewerId)})
    select count(*)::int as count from (
      select from found f where ${userVisibleTo(sql, sql`f.user_id`, viewerId)} limit ${max}
    ) as seen`);
  return count;
}

/** Followed users and the user with the very name are found even if very many names match. */
function found(sql: Sql, { username, any }: NameTerms, viewerId: ViewerId) {
  const followed = sql`
    union
    select s.user_id, s.document
    from (select followee_id from follows where follower_id = ${viewerId} limit ${RANKED_MAX}) as f
    join user_search s on s.user_id = f.followee_id
    where s.document @@ ${any}::tsquery`;
  return sql`
    (select s.user_id, s.document from user_search s where s.document @@ ${any}::tsquery
      limit ${RANKED_MAX})
    union
    select s.user_id, s.document from user_search s join users u on u.id = s.user_id
    where u.username = ${username}
    ${viewerId === null ? sql`` : followed}`;
}

// Only the magnitude of the number of followers counts, so that a follow does not disturb a reader
// who pages through the results.
function rankOf(sql: Sql, { username, exact, prefix }: NameTerms, viewerId: ViewerId) {
  const isFollowed = viewerId === null ? sql`false` : sql`exists (
    select from follows w where w.follower_id = ${viewerId} and w.followee_id = f.user_id)`;
  return sql`(
    case
      when u.username = ${username} then 0
      when f.document @@ ${exact}::tsquery then 100
      when f.document @@ ${prefix}::tsquery then 200
      else 300
    end
    + case when ${isFollowed} then 0 else 50 end
    + 31 - floor(log(2, u.followers_count + 1))::int)`;
}
