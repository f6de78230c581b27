import type { UserId } from "../../domain/ids.ts";
import type { Variant } from "../../domain/media/media.ts";
import { isoTime, seenPerson } from "./columns.ts";
import type { Exported } from "./kind.ts";
import { spelledTags } from "../posts/tags.ts";
import { one, type Sql } from "../sql.ts";

/** The account of a user, without its secrets. */
export async function exportProfile(sql: Sql, userId: UserId): Promise<unknown> {
  const { item } = await one(sql<Pick<Exported, "item">[]>`
    select jsonb_build_object('userId', id, 'username', username, 'email', email,
      'fullName', full_name, 'bio', bio, 'website', website, 'avatarMediaId', avatar_media_id,
      'isPrivate', is_private, 'isVerified', is_verified, 'roles', to_jsonb(roles),
      'followersCount', followers_count, 'followingCount', following_count,
      'postsCount', posts_count, 'showContentWarnings', show_content_warnings,
      'createdAt', ${isoTime(sql, "created_at")}) as item
    from users where id = ${userId}`);
  return item;
}

/** The posts of a user, including deleted ones that are not yet erased. */
export async function exportPosts(
  sql: Sql,
  userId: UserId,
  after: string,
  limit: number,
): Promise<Exported[]> {
  return await sql<Exported[]>`
    select p.id as place, jsonb_build_object('postId', p.id, 'status', p.status,
      'privacy', case when p.space_id is null then p.privacy else 'public' end, 'header', p.header, 'caption', p.caption,
      'contentWarning', p.content_warning, 'category', p.category,
      'comments', p.comments_from, 'filtersComments', p.filters_comments,
      'pinnedCommentId', p.pinned_comment_id, 'parentPostId', p.parent_post_id, 'spaceId', p.space_id,
      'publishAt', ${isoTime(sql, "p.publish_at")},
      'tags', ${spelledTags(sql)},
      'mentions', coalesce((
        select jsonb_agg(${seenPerson(sql, userId)} order by u.id)
        from post_mentions pm join users u on u.id = pm.user_id
        where pm.post_id = p.id and ${seenPerson(sql, userId)} is not null), '[]'),
      'location', case when p.latitude is not null then jsonb_build_object('name', p.location_name,
        'latitude', p.latitude::float, 'longitude', p.longitude::float) end,
      'media', coalesce((
        select jsonb_agg(jsonb_build_object('mediaId', m.id, 'altText', m.alt_text)
          order by pm.position)
        from post_media pm join media m on m.id = pm.media_id where pm.post_id = p.id), '[]'),
      'likesCount', p.likes_count, 'commentsCount', p.comments_count,
      'repostsCount', p.reposts_count, 'createdAt', ${isoTime(sql, "p.created_at")},
      'editedAt', ${isoTime(sql, "p.edited_at")}, 'deletedAt', ${
    isoTime(sql, "p.deleted_at")
  }) as item
    from posts p
    where p.author_id = ${userId} and p.id > ${after} order by p.id limit ${limit}`;
}

/** A picture in an export, and its largest file; null if it has none. */
export interface ExportedMedia extends Exported {
  item: Record<string, unknown>;
  original: Variant | null;
}

/** The pictures of a user. */
export async function exportMedia(
  sql: Sql,
  userId: UserId,
  after: string,
  limit: number,
): Promise<ExportedMedia[]> {
  return await sql<ExportedMedia[]>`
    select id as place, jsonb_build_object('mediaId', id, 'kind', kind, 'status', status,
      'error', error, 'altText', alt_text, 'format', format, 'width', width, 'height', height,
      'durationMs', duration_ms, 'hasAudio', has_audio, 'fileSize', file_size, 'camera', camera, 'takenAt', taken_at,
      'takenAtLocal', taken_at_local,
      'createdAt', ${isoTime(sql, "created_at")}) as item,
      (select v from jsonb_array_elements(variants) as v
        order by v ->> 'name' = 'original' desc, v ->> 'contentType' like 'video/%' desc,
          (v ->> 'width')::int desc limit 1) as original
    from media where owner_id = ${userId} and id > ${after} order by id limit ${limit}`;
}
