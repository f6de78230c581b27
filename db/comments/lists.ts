import type { CommentId, PostId, UserId } from "../../domain/ids.ts";
import { COMMENTS_RANKED_MAX } from "../../domain/limits.ts";
import { type Comment, commentColumns } from "./comments.ts";
import { standsFor } from "./visibility.ts";
import { type Page, pageOf } from "../page.ts";
import type { Sql } from "../sql.ts";

/** The orders of the comments on a post. */
export const COMMENT_SORTS = ["recent", "popular"] as const;
/** One of {@link COMMENT_SORTS}. */
export type CommentSort = (typeof COMMENT_SORTS)[number];

/**
 * A place in the list of a post's comments. The comments in `first` lead, in that order; all others
 * follow, newest first. The first page fixes the order. So later pages neither repeat nor skip a
 * comment that others react to or pin meanwhile.
 */
export interface CommentPlace {
  first: readonly string[];
  /** How many of `first` precede the place. */
  taken: number;
  /** The id of the last of the others before the place. */
  before: string | null;
}

/** Returns the first place of the list for the viewer. The pinned comment comes first. */
export async function firstPlace(
  sql: Sql,
  viewerId: UserId | null,
  postId: PostId,
  sort: CommentSort,
): Promise<CommentPlace> {
  const [pinned, popular] = await Promise.all([
    sql<{ id: string }[]>`
      select c.id from posts p join comments c on c.id = p.pinned_comment_id
      where p.id = ${postId} and ${standsFor(sql, sql`c`, viewerId)}`,
    sort === "recent" ? [] : sql<{ id: string }[]>`
      select c.id from comments c
      where c.post_id = ${postId} and c.parent_id is null and c.deleted_at is null
        and c.popularity > 0 and ${standsFor(sql, sql`c`, viewerId)}
      order by c.popularity desc, c.id desc limit ${COMMENTS_RANKED_MAX}`,
  ]);
  const first = new Set([...pinned, ...popular].map(({ id }) => id));
  return { first: [...first], taken: 0, before: null };
}

/** Returns a page of the comments on a post, without replies, and the place after the page. */
export async function listComments(
  sql: Sql,
  viewerId: UserId | null,
  postId: PostId,
  place: CommentPlace,
  limit: number,
): Promise<{ items: Comment[]; next: CommentPlace | null }> {
  const { first } = place;
  const ahead = place.before === null ? first.slice(place.taken) : [];
  const ranked = await listThese(sql, viewerId, postId, ahead);
  const others = ranked.length > limit
    ? []
    : await listOthers(sql, viewerId, postId, place, limit + 1 - ranked.length);
  const items = [...ranked, ...others].slice(0, limit);
  if (ranked.length + others.length <= limit) return { items, next: null };
  const last = items.at(-1)!.id;
  const next = items.length > ranked.length
    ? { first, taken: first.length, before: last }
    : { first, taken: first.indexOf(last) + 1, before: null };
  return { items, next };
}

async function listThese(
  sql: Sql,
  viewerId: UserId | null,
  postId: PostId,
  ids: readonly string[],
): Promise<Comment[]> {
  if (ids.length === 0) return [];
  const rows = await sql<Comment[]>`
    select ${commentColumns(sql, viewerId)}
    from comments c join posts p on p.id = c.post_id
    where c.id = any(${ids}::uuid[]) and c.post_id = ${postId}
      and ${standsFor(sql, sql`c`, viewerId)}`;
  const byId = new Map<string, Comment>(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function listOthers(
  sql: Sql,
  viewerId: UserId | null,
  postId: PostId,
  { first, before }: CommentPlace,
  limit: number,
): Promise<Comment[]> {
  return await sql<Comment[]>`
    select ${commentColumns(sql, viewerId)}
    from comments c join posts p on p.id = c.post_id
    where c.post_id = ${postId} and c.parent_id is null and c.deleted_at is null
      and c.id <> all(${first}::uuid[]) and ${standsFor(sql, sql`c`, viewerId)}
      ${before === null ? sql`` : sql`and c.id < ${before}`}
    order by c.id desc limit ${limit}`;
}

/** The direct replies to a comment that the viewer sees, oldest first. */
export async function listReplies(
  sql: Sql,
  viewerId: UserId | null,
  commentId: CommentId,
  after: string | null,
  limit: number,
): Promise<Page<Comment>> {
  const rows = await sql<Comment[]>`
    select ${commentColumns(sql, viewerId)}
    from comments c join posts p on p.id = c.post_id
    where c.parent_id = ${commentId} and ${standsFor(sql, sql`c`, viewerId)}
      ${after === null ? sql`` : sql`and c.id > ${after}`}
    order by c.id limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}
