import type postgres from "postgres";
import type { UserId } from "../../domain/ids.ts";
import type { Media } from "../../domain/media/media.ts";
import type { Snapshot, Subject } from "../../domain/moderation/moderation.ts";
import { commentVisibleTo } from "../comments/visibility.ts";
import { messageVisibleTo } from "../conversations/visibility.ts";
import { mediaObject } from "../media/columns.ts";
import { spelledTags } from "../posts/tags.ts";
import type { Sql } from "../sql.ts";
import { userVisibleTo, visibleTo } from "../visibility.ts";
import { type ContextMessage, listContext } from "./reported_messages.ts";

/** The present content of a subject, its owner, and whether it is not public. */
export interface Captured {
  personId: UserId;
  isPrivate: boolean;
  snapshot: Snapshot;
  /** The messages before a message. */
  context?: ContextMessage[];
}

/**
 * The user who wants the snapshot. A moderator may act on content that strangers see, even if its
 * owner has blocked them, and on reported content.
 */
export interface Looker {
  userId: UserId;
  isModerator: boolean;
}

/** Returns the present content of a subject, or null if the looker may not see it. */
export async function capture(
  sql: Sql,
  { type, id }: Subject,
  looker: Looker,
): Promise<Captured | null> {
  const isReported = sql`exists (
    select from moderation_reports r where r.subject_type = ${type} and r.subject_id = ${id})`;
  const admits = (seenBy: (viewerId: UserId | null) => postgres.Fragment) =>
    looker.isModerator
      ? sql`(${seenBy(looker.userId)} or ${seenBy(null)} or ${isReported})`
      : seenBy(looker.userId);
  const [captured] = await CAPTURES[type](sql, id, admits);
  if (captured === undefined) return null;
  if (type !== "message") return captured;
  return { ...captured, context: await listContext(sql, looker.userId, id) };
}

type Admits = (seenBy: (viewerId: UserId | null) => postgres.Fragment) => postgres.Fragment;

const CAPTURES = {
  user: captureUser,
  post: capturePost,
  comment: captureComment,
  message: captureMessage,
};

const madeAt = (sql: Sql, column: string) =>
  sql`to_char(${sql(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

async function captureUser(sql: Sql, id: string, admits: Admits): Promise<Captured[]> {
  return await sql<Captured[]>`
    select u.id as person_id, false as is_private, jsonb_build_object(
      'username', u.username, 'createdAt', ${madeAt(sql, "u.created_at")},
      'fullName', u.full_name, 'bio', u.bio, 'website', u.website,
      'mediaIds', array_remove(array[u.avatar_media_id], null)) as snapshot
    from users u
    where u.id = ${id} and ${admits((viewerId) => userVisibleTo(sql, sql`u.id`, viewerId))}`;
}

async function capturePost(sql: Sql, id: string, admits: Admits): Promise<Captured[]> {
  return await sql<Captured[]>`
    select p.author_id as person_id, ${isNotForAll(sql)} as is_private, jsonb_build_object(
      'username', a.username, 'createdAt', ${madeAt(sql, "p.created_at")},
      'header', p.header, 'caption', p.caption, 'contentWarning', p.content_warning,
      'locationName', p.location_name, 'privacy', p.privacy,
      'tags', ${spelledTags(sql)},
      'mediaIds', array(
        select media_id from post_media pm where pm.post_id = p.id order by pm.position)
    ) as snapshot
    from posts p join users a on a.id = p.author_id
    where p.id = ${id} and ${admits((viewerId) => visibleTo(sql, viewerId))}`;
}

async function captureComment(sql: Sql, id: string, admits: Admits): Promise<Captured[]> {
  const seenBy = (viewerId: UserId | null) =>
    sql`(${visibleTo(sql, viewerId)} and ${commentVisibleTo(sql, viewerId)})`;
  return await sql<Captured[]>`
    select c.author_id as person_id, ${isNotForAll(sql)} as is_private, jsonb_build_object(
      'username', w.username, 'createdAt', ${madeAt(sql, "c.created_at")},
      'postId', c.post_id, 'content', c.content, 'mediaIds', '[]'::jsonb) as snapshot
    from comments c
    join users w on w.id = c.author_id
    join posts p on p.id = c.post_id
    join users a on a.id = p.author_id
    where c.id = ${id} and ${admits(seenBy)}`;
}

async function captureMessage(sql: Sql, id: string, admits: Admits): Promise<Captured[]> {
  return await sql<Captured[]>`
    select g.sender_id as person_id, true as is_private, jsonb_build_object(
      'username', w.username, 'createdAt', ${madeAt(sql, "g.created_at")},
      'conversationId', g.conversation_id, 'content', coalesce(g.body, ''),
      'mediaIds', array(
        select media_id from message_media a where a.message_id = g.id order by a.position)
    ) as snapshot
    from messages g
    join users w on w.id = g.sender_id
    join conversations c on c.id = g.conversation_id
    where g.id = ${id} and ${admits((viewerId) => messageVisibleTo(sql, viewerId))}`;
}

/** Whether a post (alias `p`, its author `a`) is not for everybody. */
function isNotForAll(sql: Sql) {
  return sql`(p.privacy <> 'public' or a.is_private)`;
}

/** Loads those pictures of reported content that still exist. */
export async function loadReportedMedia(
  sql: Sql,
  ids: readonly string[],
): Promise<Map<string, Media>> {
  const rows = await sql<{ media: Media }[]>`
    select ${mediaObject(sql)} as media from media m
    where m.id = any(${ids}::uuid[]) and m.status = 'ready'`;
  return new Map(rows.map(({ media }) => [media.id, media]));
}
