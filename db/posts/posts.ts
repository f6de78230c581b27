import { type MediaId, newId, type PostId, type SpaceId, type UserId } from "../../domain/ids.ts";
import type { PostStatus, Privacy } from "../../domain/posts/posts.ts";
import { tagsOf } from "../../domain/text.ts";
import { AppError } from "../../lib/errors.ts";
import { type ControlsChange, setCommentControls } from "../comments/post.ts";
import { placeMediaOf } from "./media_placement.ts";
import { replaceMentions } from "./mentions.ts";
import { replaceTags } from "./tags.ts";
import { insertPostMedia, lockAlbum, placeAlbum, requireUsable } from "./media.ts";
import { announce } from "./publication.ts";
import { requireSpace } from "./spaces.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { visibleTo } from "../visibility.ts";

/** The place where a picture was taken, as the author states it. */
export interface Place {
  latitude: number;
  longitude: number;
  name: string;
}

/** A post as its author writes it. */
export interface NewPost extends ControlsChange {
  authorId: UserId;
  mediaIds: MediaId[];
  header: string | null;
  caption: string;
  tags: string[];
  location: Place | null;
  privacy: Privacy;
  contentWarning: string | null;
  category: string | null;
  parentPostId?: PostId | null;
  /** Only its author sees it, until they publish it. */
  draft?: boolean;
  /** The time at which it is to be published. */
  publishAt?: Date | null;
  /** The space whose members alone see it. A reply has the space of its parent. */
  spaceId?: SpaceId | null;
}

/**
 * Creates a draft, a scheduled post, or a post that is published at once. If its pictures are not
 * all ready and placed where its audience needs them, the whole post waits for them. Until then
 * only its author sees it.
 */
export async function insertPost(
  tx: Tx,
  post: NewPost,
): Promise<{ postId: PostId; status: PostStatus }> {
  const { location, parentPostId = null, publishAt = null } = post;
  const spaceId = await requireSpace(tx.sql, post);
  // A program that does not know of spaces shows it to nobody.
  const privacy = spaceId === null ? post.privacy : "private";
  const status = await takeAlbum(tx, { ...post, privacy });
  const isReady = status === "published";
  const postId: PostId = newId();
  await tx.sql`
    insert into posts (id, author_id, sort_id, status, header, caption, privacy,
      content_warning, category, location_name, latitude, longitude, parent_post_id, is_reply,
      publish_at, space_id)
    values (${postId}, ${post.authorId}, ${isReady ? postId : null}, ${status}, ${post.header},
      ${post.caption}, ${privacy}, ${post.contentWarning}, ${post.category},
      ${location?.name ?? null}, ${location?.latitude ?? null}, ${location?.longitude ?? null},
      ${parentPostId}, ${parentPostId !== null}, ${publishAt}, ${spaceId})`;
  if (publishAt !== null) tx.wake("scheduled_posts", publishAt);
  await insertPostMedia(tx.sql, postId, post.mediaIds);
  await setCommentControls(tx.sql, postId, post);
  await replaceTags(tx.sql, postId, tagsOf(post.tags, post.caption));
  await replaceMentions(tx.sql, postId, post.caption);
  if (isReady) {
    await announce(tx, [{ id: postId, sortId: postId, authorId: post.authorId }]);
  }
  return { postId, status };
}

/** Locks the pictures of a new post and requests their placement. Returns the post's status. */
async function takeAlbum(tx: Tx, post: NewPost): Promise<PostStatus> {
  const planned = post.publishAt ? "scheduled" : post.draft ? "draft" : null;
  const media = await lockAlbum(tx.sql, post);
  requireUsable(media, planned ?? "processing");
  if (planned === "draft") return planned;
  const isReady = await placeAlbum(tx, post, media);
  return planned ?? (isReady ? "published" : "processing");
}

/** Deletes a post. It keeps its row, so that it can be restored. */
export async function deletePost(tx: Tx, postId: PostId): Promise<void> {
  const [post] = await tx.sql<
    { authorId: UserId; spaceId: SpaceId | null; isCounted: boolean }[]
  >`
    update posts set deleted_at = now()
    where id = ${postId} and deleted_at is null
    returning author_id, space_id, status = 'published' and takedown_id is null as is_counted`;
  if (!post) return;
  if (post.isCounted) {
    await tx.sql`update users set posts_count = posts_count - 1 where id = ${post.authorId}`;
  }
  await placeMediaOf(tx, postId, { isNarrower: true });
  const { authorId, spaceId } = post;
  tx.record({ type: "post.deleted", postId, authorId, spaceId });
}

/** Fails unless the viewer sees the post (404) and is its author (403). */
export async function requireAuthor(sql: Sql, postId: PostId, viewerId: UserId): Promise<void> {
  requireOwn(
    await sql<{ authorId: UserId }[]>`
    select p.author_id from posts p where p.id = ${postId} and ${visibleTo(sql, viewerId)}`,
    viewerId,
  );
}

/** The same for a deletion: authors also delete what they left behind in a space. */
export async function requireDeletable(
  sql: Sql,
  postId: PostId,
  viewerId: UserId,
): Promise<void> {
  requireOwn(
    await sql<{ authorId: UserId }[]>`
    select p.author_id from posts p
    where p.id = ${postId} and (${visibleTo(sql, viewerId)}
      or p.author_id = ${viewerId} and p.deleted_at is null)`,
    viewerId,
  );
}

function requireOwn([post]: readonly { authorId: UserId }[], viewerId: UserId): void {
  if (!post) throw new AppError("not_found", "Post not found.");
  if (post.authorId !== viewerId) {
    throw new AppError("forbidden", "Only the author of a post can change it.");
  }
}
