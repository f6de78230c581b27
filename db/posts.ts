import { newId } from "../domain/ids.ts";
import { placementFor, type Privacy } from "../domain/posts.ts";
import { hashtagsIn, mentionsIn, normalTag, preview } from "../domain/text.ts";
import { TAGS_PER_POST_MAX } from "../domain/limits.ts";
import { AppError } from "../lib/errors.ts";
import { changeAudience } from "./audience.ts";
import { lockAuthorOf, lockUsers } from "./locks.ts";
import { isShownToAll, placeMediaOf } from "./media_placement.ts";
import { announce, publishReadyPosts } from "./publication.ts";
import type { Sql } from "./sql.ts";
import type { Tx } from "./transact.ts";
import { visibleTo } from "./visibility.ts";

/** Where a picture was taken, as the author says. */
export interface Place {
  latitude: number;
  longitude: number;
  name: string;
}

/** A post as its author writes it. */
export interface NewPost {
  authorId: string;
  mediaIds: string[];
  header: string | null;
  caption: string;
  tags: string[];
  location: Place | null;
  privacy: Privacy;
  contentWarning: string | null;
}

/**
 * Makes a post. It is published at once if all its pictures are ready and lie where its audience
 * needs them; otherwise it waits for them, whole, and nobody but the author sees it.
 */
export async function insertPost(
  tx: Tx,
  post: NewPost,
): Promise<{ postId: string; status: "processing" | "published" }> {
  const isReady = await takeMedia(tx, post);
  const postId = newId();
  const status = isReady ? "published" : "processing";
  const { location } = post;
  await tx.sql`
    insert into posts (id, author_id, sort_id, status, header, caption, privacy,
      content_warning, location_name, latitude, longitude)
    values (${postId}, ${post.authorId}, ${isReady ? postId : null}, ${status}, ${post.header},
      ${post.caption}, ${post.privacy}, ${post.contentWarning}, ${location?.name ?? null},
      ${location?.latitude ?? null}, ${location?.longitude ?? null})`;
  if (post.mediaIds.length > 0) {
    await tx.sql`
      insert into post_media (post_id, position, media_id)
      select ${postId}, m.position, m.id
      from unnest(${post.mediaIds}::uuid[]) with ordinality as m (id, position)`;
  }
  await replaceTags(tx.sql, postId, post.tags, post.caption);
  await replaceMentions(tx.sql, postId, post.caption);
  if (isReady) {
    await announce(tx, [{ id: postId, sortId: postId, authorId: post.authorId }]);
  }
  return { postId, status };
}

/** Checks and locks the pictures of a new post; answers whether none has to be waited for. */
async function takeMedia(tx: Tx, post: NewPost): Promise<boolean> {
  const { sql } = tx;
  // Whether the account is private does not change meanwhile.
  const [author] = await lockUsers(sql, [post.authorId]);
  if (post.mediaIds.length === 0) return true;
  const placement = placementFor(post.privacy, author!);
  // The lock makes a picture that gets ready at this moment wait, so that it finds the post.
  const media = await sql<{ status: string; placement: string; isShared: boolean }[]>`
    select status, placement, ${
    isShownToAll(sql)
  } as is_shared from media m where id = any(${post.mediaIds}::uuid[]) and owner_id = ${post.authorId}
    order by id for update`;
  if (media.length < post.mediaIds.length) {
    throw new AppError("unprocessable", "A picture of this post does not exist");
  }
  if (media.some(({ status }) => status === "pending")) {
    throw new AppError("unprocessable", "A picture of this post is not uploaded yet");
  }
  if (media.some(({ status }) => status === "failed")) {
    throw new AppError("unprocessable", "A picture of this post could not be processed");
  }
  // A picture that is shown to everybody elsewhere stays where everybody finds it.
  const wanted = media.map((one) => one.isShared ? "public" : placement);
  const { count } = await sql`
    update media m set wanted_placement = ${placement}
    where id = any(${post.mediaIds}::uuid[]) and wanted_placement <> ${placement}
      and (${placement} = 'public' or not ${isShownToAll(sql)})`;
  // Another post may have waited for the way back.
  if (count > 0) await publishReadyPosts(tx, post.mediaIds);
  return media.every((one, index) => one.status === "ready" && one.placement === wanted[index]);
}

/** What an author may change of a post; what is left out stays. */
export interface PostChange {
  header?: string | null | undefined;
  caption?: string | undefined;
  tags?: string[] | undefined;
  location?: Place | null | undefined;
  contentWarning?: string | null | undefined;
  privacy?: Privacy | undefined;
}

/** Changes a post of the author's own. Only a change of what it says counts as an edit. */
export async function updatePost(
  tx: Tx,
  postId: string,
  { privacy, ...edit }: PostChange,
): Promise<void> {
  // Where the pictures have to lie depends on the author as well.
  if (privacy !== undefined) await lockAuthorOf(tx.sql, postId);
  if (Object.values(edit).some((value) => value !== undefined)) await editPost(tx, postId, edit);
  if (privacy !== undefined) await changeAudience(tx, postId, privacy);
}

async function editPost(
  tx: Tx,
  postId: string,
  { header, caption, tags, contentWarning, location }: Omit<PostChange, "privacy">,
): Promise<void> {
  const { sql } = tx;
  const columns = {
    ...(header === undefined ? {} : { header }),
    ...(caption === undefined ? {} : { caption }),
    ...(contentWarning === undefined ? {} : { contentWarning }),
    ...(location === undefined ? {} : {
      locationName: location?.name ?? null,
      latitude: location?.latitude ?? null,
      longitude: location?.longitude ?? null,
    }),
  };
  const [post] = await sql<{ authorId: string; caption: string; status: string }[]>`
    update posts set ${sql({ ...columns, editedAt: new Date() })}
    where id = ${postId} and deleted_at is null
    returning author_id, caption, status`;
  if (!post) throw new AppError("not_found", "No such post");
  if (tags !== undefined || caption !== undefined) {
    await replaceTags(sql, postId, tags ?? await listTags(sql, postId), post.caption);
  }
  const mentionedIds = caption === undefined ? [] : await replaceMentions(sql, postId, caption);
  tx.record({
    type: "post.updated",
    postId,
    authorId: post.authorId,
    mentionedIds: post.status === "published" ? mentionedIds : [],
    preview: preview(post.caption),
    tags: await listTags(sql, postId),
  });
}

/** Deletes a post. It keeps its row, so that it can be restored. */
export async function deletePost(tx: Tx, postId: string): Promise<void> {
  const [post] = await tx.sql<{ authorId: string; isCounted: boolean }[]>`
    update posts set deleted_at = now()
    where id = ${postId} and deleted_at is null
    returning author_id, status = 'published' and takedown_id is null as is_counted`;
  if (!post) return;
  if (post.isCounted) {
    await tx.sql`update users set posts_count = posts_count - 1 where id = ${post.authorId}`;
  }
  await placeMediaOf(tx.sql, postId, { isNarrower: true });
  tx.record({ type: "post.deleted", postId, authorId: post.authorId });
}

/** Fails unless the viewer sees the post (404) and is its author (403). */
export async function requireAuthor(sql: Sql, postId: string, viewerId: string): Promise<void> {
  const [post] = await sql<{ authorId: string }[]>`
    select p.author_id from posts p where p.id = ${postId} and ${visibleTo(sql, viewerId)}`;
  if (!post) throw new AppError("not_found", "No such post");
  if (post.authorId !== viewerId) {
    throw new AppError("forbidden", "Only the author of a post can change it");
  }
}

async function listTags(sql: Sql, postId: string): Promise<string[]> {
  const rows = await sql<{ tag: string }[]>`select tag from post_tags where post_id = ${postId}`;
  return rows.map((row) => row.tag);
}

/** Tags are those given and those in the text, each once. */
async function replaceTags(sql: Sql, postId: string, given: string[], text: string): Promise<void> {
  const normal = given.map(normalTag).filter((tag) => tag !== null);
  const tags = [...new Set([...normal, ...hashtagsIn(text)])].slice(0, TAGS_PER_POST_MAX);
  await sql`delete from post_tags where post_id = ${postId} and tag <> all(${tags})`;
  await sql`
    insert into post_tags (post_id, tag, position)
    select ${postId}, t.tag, t.position
    from unnest(${tags}::text[]) with ordinality as t (tag, position)
    on conflict (post_id, tag) do update set position = excluded.position`;
}

/** Answers the ids of the people that the text mentions. */
async function replaceMentions(sql: Sql, postId: string, text: string): Promise<string[]> {
  const names = mentionsIn(text);
  await sql`delete from post_mentions where post_id = ${postId}`;
  if (names.length === 0) return [];
  const rows = await sql<{ userId: string }[]>`
    insert into post_mentions (post_id, user_id)
    select ${postId}, id from users where username = any(${names})
    returning user_id`;
  return rows.map((row) => row.userId);
}
