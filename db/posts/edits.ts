import { isDeepStrictEqual } from "node:util";
import type { MediaId, PostId } from "../../domain/ids.ts";
import type { Privacy } from "../../domain/posts/posts.ts";
import { type Tag, tagsOf } from "../../domain/text.ts";
import { changeAudience } from "./audience.ts";
import { changeCommentControls, type ControlsChange } from "../comments/post.ts";
import { type LockedPost, lockPost } from "./lock.ts";
import { lockAuthorOf } from "../locks.ts";
import { editAlbum } from "./albums.ts";
import { replaceMentions } from "./mentions.ts";
import { listNamedTags, listTags, replaceTags, spelledTags } from "./tags.ts";
import { keepVersions } from "./versions.ts";
import type { Place } from "./posts.ts";
import { reschedule } from "./schedules.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A change of a post's content. Omitted fields stay the same. */
interface Edit {
  header?: string | null | undefined;
  caption?: string | undefined;
  tags?: string[] | undefined;
  location?: Place | null | undefined;
  contentWarning?: string | null | undefined;
  category?: string | null | undefined;
  /** The pictures of the post, in order. */
  mediaIds?: MediaId[] | undefined;
}

/** A change of a post by its author. Omitted fields stay the same. */
export interface PostChange extends Edit, ControlsChange {
  privacy?: Privacy | undefined;
  /** When a draft is to be published; null cancels that. */
  publishAt?: Date | null | undefined;
}

/** Changes a post. Only a change of its content counts as an edit. */
export async function updatePost(
  tx: Tx,
  postId: PostId,
  { privacy, publishAt, comments, filtersComments, ...wanted }: PostChange,
  { photoOnly }: { photoOnly: boolean },
): Promise<void> {
  const post = await lockPost(tx.sql, postId);
  // The placement of the pictures also depends on the author's privacy.
  if (privacy !== undefined || wanted.mediaIds !== undefined) await lockAuthorOf(tx.sql, postId);
  const { edit, tags } = await findDifference(tx.sql, postId, wanted);
  const isEdit = Object.keys(edit).length > 0;
  const now = new Date();
  if (isEdit) await keepVersions(tx.sql, [postId], now);
  if (tags !== null) await replaceTags(tx.sql, postId, tags);
  if (isEdit) {
    await editPost(tx, post, edit, now);
    await editAlbum(tx, post, edit, photoOnly);
  }
  await changeCommentControls(tx, postId, { comments, filtersComments });
  if (privacy !== undefined) await changeAudience(tx, postId, privacy);
  if (publishAt !== undefined) await reschedule(tx, postId, { publishAt, photoOnly });
}

/** Returns the part of an edit that differs from the post, and the tags after the edit. */
async function findDifference(
  sql: Sql,
  postId: PostId,
  edit: Edit,
): Promise<{ edit: Edit; tags: Tag[] | null }> {
  const current = await one(sql<Content[]>`
    select header, caption, content_warning, category,
      case when latitude is not null then jsonb_build_object('name', location_name,
        'latitude', latitude::float, 'longitude', longitude::float) end as location,
      ${spelledTags(sql)} as tags,
      array(select media_id from post_media m where m.post_id = p.id order by m.position)
        as media_ids
    from posts p where id = ${postId}`);
  const tags = await tagsAfter(sql, postId, edit, current.caption);
  const wanted: Edit = { ...edit, tags: tags?.map(({ spelling }) => spelling) };
  const parts = Object.keys(wanted) as (keyof Edit)[];
  const changed = parts.filter((part) =>
    wanted[part] !== undefined && !isDeepStrictEqual(wanted[part], current[part])
  );
  return { edit: Object.fromEntries(changed.map((part) => [part, wanted[part]])), tags };
}

/** Returns the tags of a post after an edit: hashtags follow the text. Null if nothing changes. */
async function tagsAfter(
  sql: Sql,
  postId: PostId,
  { tags, caption }: Edit,
  before: string,
): Promise<Tag[] | null> {
  if (tags === undefined && (caption ?? before) === before) return null;
  return tagsOf(tags ?? await listNamedTags(sql, postId, before), caption ?? before);
}

/** The whole content of a post. */
type Content = { [part in keyof Edit]-?: Exclude<Edit[part], undefined> };

async function editPost(
  tx: Tx,
  { id: postId, authorId, status, spaceId }: LockedPost,
  { tags: _tags, location, mediaIds: _mediaIds, ...columns }: Edit,
  now: Date,
): Promise<void> {
  const { sql } = tx;
  const isPublished = status === "published";
  const place = location === undefined ? {} : {
    locationName: location?.name ?? null,
    latitude: location?.latitude ?? null,
    longitude: location?.longitude ?? null,
  };
  // Nobody has seen a draft, so a change of it does not count as an edit.
  const editedAt = isPublished || status === "archived" ? now : null;
  await sql`update posts set ${sql({ ...columns, ...place, editedAt })} where id = ${postId}`;
  const { added, removed } = columns.caption === undefined
    ? { added: [], removed: [] }
    : await replaceMentions(sql, postId, columns.caption);
  tx.record({
    type: "post.updated",
    postId,
    authorId,
    spaceId,
    mentionedIds: isPublished ? added : [],
    unmentionedIds: removed,
    tags: await listTags(sql, postId),
  });
}
