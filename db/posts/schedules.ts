import type postgres from "postgres";
import type { PostId } from "../../domain/ids.ts";
import { lackOf } from "../../domain/posts/posts.ts";
import { AppError } from "../../lib/errors.ts";
import { lockPlaces } from "./places.ts";
import { listMediaIds, lockAlbum, placeAlbum, refusalOf, requireUsable } from "./media.ts";
import { contentOf, type LockedPost, lockPost } from "./lock.ts";
import { recordChange, sendOut } from "./states.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { isActive } from "../visibility.ts";

/** Schedules an unpublished post, or turns it into a draft again. */
export async function reschedule(
  tx: Tx,
  postId: PostId,
  { publishAt, photoOnly }: { publishAt: Date | null; photoOnly: boolean },
): Promise<void> {
  const post = await lockPost(tx.sql, postId);
  if (post.status !== "draft" && post.status !== "scheduled" && post.status !== "failed") {
    throw new AppError("conflict", "Only a draft can be scheduled.");
  }
  if (publishAt !== null) await prepare(tx, post, photoOnly);
  const status = publishAt === null ? "draft" : "scheduled";
  await tx.sql`
    update posts set status = ${status}, publish_at = ${publishAt} where id = ${postId}`;
  if (publishAt !== null) tx.wake("scheduled_posts", publishAt);
  recordChange(tx, post);
}

/** Fails unless a post is complete, and requests the placement of its pictures ahead of time. */
async function prepare(tx: Tx, post: LockedPost, photoOnly: boolean): Promise<void> {
  const lack = lackOf(await contentOf(tx.sql, post.id), photoOnly);
  if (lack !== null) throw new AppError("unprocessable", lack);
  const album = { ...post, mediaIds: await listMediaIds(tx.sql, post.id) };
  const media = await lockAlbum(tx.sql, album);
  requireUsable(media, "scheduled");
  await placeAlbum(tx, album, media);
}

/** Whether a post (table alias `p`) is scheduled, not deleted, and its author is active. */
const isPlanned = (sql: Sql) =>
  sql`(
    p.status = 'scheduled' and p.deleted_at is null and exists (
      select from users a where a.id = p.author_id and ${isActive(sql, sql`a`)}))`;

/** A scheduled post, and when it is due: a text of Postgres, exact to the microsecond. */
export interface DuePost {
  id: PostId;
  publishAt: string;
}

/** Lists some posts that are due, the longest overdue first. */
export async function listDuePosts(
  sql: Sql,
  after: DuePost | null,
  limit: number,
): Promise<DuePost[]> {
  const isLater = after === null
    ? sql`true`
    : sql`(p.publish_at, p.id) > (${after.publishAt}::timestamptz, ${after.id}::uuid)`;
  return await sql<DuePost[]>`
    select p.id, p.publish_at::text as publish_at from posts p
    where ${isPlanned(sql)} and p.publish_at <= now() and ${isLater}
    order by p.publish_at, p.id limit ${limit}`;
}

/**
 * Publishes a scheduled post that is due. Returns false if it is not, or if another instance does
 * it. One transaction stores the post and its event, so a crash never publishes it twice.
 */
export async function publishDuePost(tx: Tx, postId: PostId): Promise<boolean> {
  const [post] = await tx.sql<Pick<LockedPost, "id" | "authorId" | "privacy">[]>`
    select p.id, p.author_id, p.privacy from posts p
    where p.id = ${postId} and ${isPlanned(tx.sql)} and p.publish_at <= now()
    for update of p skip locked`;
  if (!post) return false;
  const isAllowed = (await lockPlaces(tx.sql, [postId])).has(postId);
  const album = { ...post, mediaIds: await listMediaIds(tx.sql, post.id) };
  const media = await lockAlbum(tx.sql, album);
  const hasContent = lackOf(await contentOf(tx.sql, post.id), false) === null;
  if (!isAllowed || !hasContent || refusalOf(media, "processing") !== null) {
    await fail(tx, post);
  } else {
    await sendOut(tx, post, { isReady: await placeAlbum(tx, album, media), isScheduled: true });
  }
  return true;
}

async function fail(tx: Tx, { id, authorId }: Pick<LockedPost, "id" | "authorId">): Promise<void> {
  await tx.sql`update posts set status = 'failed' where id = ${id}`;
  tx.record({ type: "post.failed", postId: id, authorId });
}

/** The columns of `WaitingTimes` for scheduled posts. */
export function scheduledPostTimes(sql: Sql): postgres.Fragment {
  const planned = sql`from posts p where ${isPlanned(sql)}`;
  return sql`
    exists (select ${planned} and p.publish_at <= now()) as is_due,
    (select min(p.publish_at) ${planned} and p.publish_at > now()) as next_at`;
}
