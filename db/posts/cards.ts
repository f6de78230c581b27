import type { PostId, SpaceId, UserId } from "../../domain/ids.ts";
import type { Commenters } from "../../domain/comments/comments.ts";
import { type ViewerState, viewerState } from "../../domain/engagement/viewer_states.ts";
import type { Media } from "../../domain/media/media.ts";
import type { Counters, PostStatus, Privacy } from "../../domain/posts/posts.ts";
import { mediaObject } from "../media/columns.ts";
import { spelledTags } from "./tags.ts";
import type { Sql } from "../sql.ts";

/** The data of a post that does not depend on the viewer. */
export interface PostCard {
  id: PostId;
  authorId: UserId;
  sortId: string | null;
  status: PostStatus;
  privacy: Privacy;
  isDeleted: boolean;
  isTakenDown: boolean;
  /** The action that took it down, and its reason. Only its author may see this. */
  takedown: { actionId: string; reason: string } | null;
  header: string | null;
  caption: string;
  tags: string[];
  mentions: { userId: UserId; username: string }[];
  contentWarning: string | null;
  comments: Commenters;
  filtersComments: boolean;
  category: string | null;
  locationName: string | null;
  latitude: number | null;
  longitude: number | null;
  media: Media[];
  createdAt: Date;
  editedAt: Date | null;
  /** The time at which a scheduled post is, or was, to be published. */
  publishAt: Date | null;
  deletedAt: Date | null;
  isReply: boolean;
  /** Null also if the parent is erased. */
  parentPostId: PostId | null;
  spaceId: SpaceId | null;
}

/** Loads posts with pictures, tags and mentions, without checking who may see them. */
export async function loadPostCards(
  sql: Sql,
  ids: readonly PostId[],
): Promise<Map<string, PostCard>> {
  const rows = await sql<PostCard[]>`
    select p.id, p.author_id, p.sort_id, p.status, p.privacy,
      p.deleted_at is not null as is_deleted, p.takedown_id is not null as is_taken_down,
      case when d.id is not null then jsonb_build_object('actionId', d.id, 'reason', d.reason) end
        as takedown,
      p.header, p.caption, p.content_warning, p.category, p.location_name,
      p.comments_from as comments, p.filters_comments,
      p.latitude::float, p.longitude::float, p.created_at, p.edited_at,
      p.publish_at, p.deleted_at, p.is_reply, p.parent_post_id, p.space_id,
      coalesce((
        select jsonb_agg(${mediaObject(sql)} order by pm.position)
        from post_media pm join media m on m.id = pm.media_id where pm.post_id = p.id
      ), '[]') as media,
      ${spelledTags(sql)} as tags,
      coalesce((
        select jsonb_agg(jsonb_build_object('userId', u.id, 'username', u.username) order by u.id)
        from post_mentions pm join users u on u.id = pm.user_id where pm.post_id = p.id
      ), '[]') as mentions
    from posts p left join moderation_actions d on d.id = p.takedown_id
    where p.id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Loads the counters of posts. */
export async function loadCounters(
  sql: Sql,
  ids: readonly PostId[],
): Promise<Map<string, Counters>> {
  const rows = await sql<Counters[]>`
    select id as post_id, likes_count as likes, comments_count as comments,
      reposts_count as reposts, counters_rev as rev
    from posts where id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.postId, row]));
}

/** Loads the viewer states of one or more posts, and the time of reading by Postgres's clock. */
export async function loadViewerStates(
  sql: Sql,
  userId: UserId,
  postIds: readonly PostId[],
): Promise<{ viewerStates: Map<string, ViewerState>; readAt: Date }> {
  const did = (table: string) =>
    sql`exists (
      select from ${sql(table)} d where d.user_id = ${userId} and d.post_id = wanted.post_id)`;
  const rows = await sql<(ViewerState & { postId: PostId; readAt: Date })[]>`
    select post_id, clock_timestamp() as read_at, ${did("likes")} as is_liked,
      ${did("reposts")} as is_reposted, ${did("saves")} as is_saved
    from unnest(${postIds}::uuid[]) as wanted (post_id)`;
  const viewerStates = new Map(rows.map((row) => [row.postId, viewerState(row)]));
  return { viewerStates, readAt: rows[0]!.readAt };
}

/** The places of the newest posts of each space, newest first, without replies. */
export async function listRecentInSpaces(
  sql: Sql,
  spaceIds: readonly SpaceId[],
  limit: number,
): Promise<{ spaceId: SpaceId; authorId: UserId; sortId: string; postId: PostId }[]> {
  return await sql<{ spaceId: SpaceId; authorId: UserId; sortId: string; postId: PostId }[]>`
    select s.id as space_id, r.author_id, r.sort_id, r.id as post_id
    from unnest(${spaceIds}::uuid[]) as s (id)
    cross join lateral (
      select p.author_id, p.sort_id, p.id from posts p
      where p.space_id = s.id and p.sort_id is not null and p.deleted_at is null
        and not p.is_reply
      order by p.sort_id desc limit ${limit}
    ) r`;
}

/** The places of the newest published posts of each author, newest first. */
export async function listRecentOf(
  sql: Sql,
  authorIds: readonly UserId[],
  limit: number,
): Promise<{ authorId: UserId; sortId: string; postId: PostId }[]> {
  return await sql<{ authorId: UserId; sortId: string; postId: PostId }[]>`
    select a.id as author_id, r.sort_id, r.id as post_id
    from unnest(${authorIds}::uuid[]) as a (id)
    cross join lateral (
      select p.sort_id, p.id from posts p
      where p.author_id = a.id and p.sort_id is not null and p.deleted_at is null
      order by p.sort_id desc limit ${limit}
    ) r`;
}
