import type { PostId, SpaceId, UserId } from "../../domain/ids.ts";
import type { Mutes } from "../../domain/safety/mutes.ts";
import type { Viewer } from "../../domain/posts/posts.ts";
import { sessionsEndedAt } from "./sessions_end.ts";
import type { Sql } from "../sql.ts";

/** The relations of a user to others, for their feed and the rules of visibility. */
export interface Relations extends Viewer, Mutes {
  /** Grows with each follow. */
  followsRev: number;
  /** Those of `hidden` whom the user blocks. */
  blocking: ReadonlySet<UserId>;
  /** Tags whose public posts enter the user's feed. */
  followedTags: readonly string[];
  /** When a session or API token of the user last ended, in Unix milliseconds; 0 if none has. */
  sessionsEndedAt: number;
}

interface RelationsRow {
  sessionsEndedAt: number;
  userId: UserId;
  followsRev: number;
  following: UserId[];
  blocking: UserId[];
  blockedBy: UserId[];
  closeFriendOf: UserId[];
  granted: PostId[];
  spaces: SpaceId[];
  followedTags: string[];
  mutes: { id: string; until: number | null }[];
  mutedWords: { word: string; until: number | null }[];
}

/** Loads the relations of users. Granted posts may include deleted ones, which may be restored. */
export async function loadRelations(
  sql: Sql,
  userIds: readonly UserId[],
): Promise<Map<string, Relations>> {
  const rows = await sql<RelationsRow[]>`
    select u.id as user_id, u.follows_rev, ${sessionsEndedAt(sql, sql`u.id`)} as sessions_ended_at,
      array(select followee_id from follows where follower_id = u.id) as following,
      array(select blocked_id from blocks where blocker_id = u.id) as blocking,
      array(select blocker_id from blocks where blocked_id = u.id) as blocked_by,
      array(select user_id from close_friends where friend_id = u.id) as close_friend_of,
      array(
        select post_id from post_grants where user_id = u.id) as granted,
      array(select space_id from space_members where user_id = u.id) as spaces,
      array(select tag from tag_follows where user_id = u.id) as followed_tags,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', muted_id, 'until', ${milliseconds(sql)}))
        from mutes where user_id = u.id and until > now()), '[]') as mutes,
      coalesce((
        select jsonb_agg(jsonb_build_object('word', word, 'until', ${milliseconds(sql)}))
        from muted_words where user_id = u.id and until > now()), '[]') as muted_words
    from users u where u.id = any(${userIds}::uuid[])`;
  return new Map(rows.map((row) => [row.userId, relationsOf(row)]));
}

// JSON has no infinity, so null stands for it.
const milliseconds = (sql: Sql) =>
  sql`case when isfinite(until) then extract(epoch from until) * 1000 end`;

function relationsOf(row: RelationsRow): Relations {
  return {
    userId: row.userId,
    followsRev: row.followsRev,
    following: new Set(row.following),
    hidden: new Set([...row.blocking, ...row.blockedBy]),
    blocking: new Set(row.blocking),
    closeFriendOf: new Set(row.closeFriendOf),
    granted: new Set(row.granted),
    spaces: new Set(row.spaces),
    followedTags: row.followedTags,
    sessionsEndedAt: row.sessionsEndedAt,
    mutedUntil: new Map(row.mutes.map(({ id, until }) => [id, until ?? Infinity])),
    mutedWords: row.mutedWords.map(({ word, until }) => ({ word, until: until ?? Infinity })),
  };
}
