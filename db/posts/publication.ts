import { type MediaId, newId, type PostId, type SpaceId, type UserId } from "../../domain/ids.ts";
import { one } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { lockPlaces } from "./places.ts";

/**
 * Publishes the posts that waited for one of these pictures and have all pictures ready. It locks
 * posts before it reads their pictures. So if two pictures become ready at once, the second one
 * publishes the post.
 */
export async function publishReadyPosts(tx: Tx, mediaIds: readonly MediaId[]): Promise<void> {
  await publishWaiting(tx, await lockWaitingPosts(tx, mediaIds));
}

/** Publishes those of these locked, waiting posts whose pictures are all ready. */
export async function publishWaiting(tx: Tx, waiting: readonly PostId[]): Promise<void> {
  if (waiting.length === 0) return;
  const complete = await tx.sql<{ id: PostId; authorId: UserId }[]>`
    select p.id, p.author_id from posts p
    where p.id = any(${waiting}::uuid[]) and not exists (
      select from post_media pm join media m on m.id = pm.media_id
      where pm.post_id = p.id and (m.status <> 'ready' or m.placement <> m.wanted_placement))
    order by p.id`;
  const inPlace = await lockPlaces(tx.sql, complete.map(({ id }) => id));
  // Its author has left the space meanwhile.
  await failPosts(tx, complete.map(({ id }) => id).filter((id) => !inPlace.has(id)));
  const ready = complete.filter(({ id }) => inPlace.has(id));
  const published = ready.map((post) => ({ ...post, sortId: newId() }));
  for (const { id, sortId } of published) {
    await tx.sql`
      update posts set status = 'published', sort_id = ${sortId} where id = ${id}`;
  }
  await announce(tx, published);
}

/** Marks the posts as failed that waited for a picture that will never be ready. */
export async function failPostsWith(tx: Tx, mediaId: MediaId): Promise<void> {
  await failPosts(tx, await lockWaitingPosts(tx, [mediaId]));
}

async function failPosts(tx: Tx, ids: readonly PostId[]): Promise<void> {
  if (ids.length === 0) return;
  const failed = await tx.sql<{ id: PostId; authorId: UserId }[]>`
    update posts set status = 'failed' where id = any(${ids}::uuid[])
    returning id, author_id`;
  tx.record(...failed.map(({ id, authorId }) => ({
    type: "post.failed" as const,
    postId: id,
    authorId,
  })));
}

async function lockWaitingPosts(tx: Tx, mediaIds: readonly MediaId[]): Promise<PostId[]> {
  if (mediaIds.length === 0) return [];
  const rows = await tx.sql<{ id: PostId }[]>`
    select p.id from posts p
    where p.status = 'processing' and p.deleted_at is null
      and p.id in (
        select post_id from post_media where media_id = any(${mediaIds}::uuid[]))
    order by p.id for update`;
  return rows.map((row) => row.id);
}

/** A post that has just been published. */
interface Published {
  id: PostId;
  sortId: string;
  authorId: UserId;
}

interface Announced {
  privacy: string;
  spaceId: SpaceId | null;
  followersCount: number;
  isScheduled: boolean;
  parentAuthorId: UserId | null;
  mentionedIds: UserId[];
  tags: string[];
}

/** Counts posts that have just been published, and records their events. */
export async function announce(tx: Tx, posts: readonly Published[]): Promise<void> {
  for (const { id, sortId, authorId } of posts) {
    const { privacy, followersCount, ...about } = await one(tx.sql<Announced[]>`
      update users u
      set posts_count = u.posts_count + case when p.takedown_id is null then 1 else 0 end
      from posts p
      where u.id = ${authorId} and p.id = ${id}
      returning p.privacy, p.space_id, u.followers_count, p.publish_at is not null as is_scheduled,
        (select r.author_id from posts r
          where r.id = p.parent_post_id and r.status = 'published' and r.deleted_at is null
        ) as parent_author_id,
        array(select user_id from post_mentions pm where pm.post_id = p.id) as mentioned_ids,
        array(select tag from post_tags t where t.post_id = p.id) as tags`);
    const post = { postId: id, sortId, authorId };
    tx.record({ type: "post.created", ...post, ...about });
    if (privacy !== "private" && followersCount > 0) {
      tx.record({ type: "feed.fan_out", ...post, after: null });
    }
  }
}
