import { LAST_ID, type MediaId, newId, type PostId } from "../../domain/ids.ts";
import type { Privacy } from "../../domain/posts/posts.ts";
import { type Page, pageOf } from "../page.ts";
import { spelledTags } from "./tags.ts";
import type { Sql } from "../sql.ts";

/** The content of a post before an edit. */
export interface PostVersion {
  id: string;
  header: string | null;
  caption: string;
  contentWarning: string | null;
  category: string | null;
  locationName: string | null;
  latitude: number | null;
  longitude: number | null;
  tags: string[];
  /** The pictures in order, with their alt texts of that time. */
  media: { mediaId: MediaId; altText: string }[];
  /** Since when the post had this content. */
  createdAt: Date;
  /** When the edit replaced this content. */
  editedAt: Date;
}

/** Stores the content of posts before an edit. Posts that were never published have no versions. */
export async function keepVersions(
  sql: Sql,
  postIds: readonly PostId[],
  editedAt: Date,
): Promise<void> {
  const versionIds = postIds.map(() => newId());
  await sql`
    insert into post_versions (id, post_id, privacy, header, caption, content_warning,
      category, location_name, latitude, longitude, tags, media, created_at, edited_at)
    select v.id, p.id, p.privacy, p.header, p.caption, p.content_warning,
      p.category, p.location_name, p.latitude, p.longitude,
      ${spelledTags(sql)},
      coalesce((
        select jsonb_agg(jsonb_build_object('mediaId', m.id, 'altText', m.alt_text)
          order by pm.position)
        from post_media pm join media m on m.id = pm.media_id where pm.post_id = p.id), '[]'),
      coalesce(p.edited_at, p.created_at), ${editedAt}
    from unnest(${versionIds}::uuid[], ${postIds}::uuid[]) as v (id, post_id)
    join posts p on p.id = v.post_id
    where coalesce(p.sort_id, p.archived_sort_id) is not null`;
}

/** The earlier versions of a post that had one of these audiences, newest first. */
export async function listVersions(
  sql: Sql,
  postId: PostId,
  audiences: readonly Privacy[],
  before: string | null,
  limit: number,
): Promise<Page<PostVersion>> {
  const rows = await sql<PostVersion[]>`
    select id, header, caption, content_warning, category, location_name, latitude::float,
      longitude::float, tags, media, created_at, edited_at
    from post_versions
    where post_id = ${postId} and privacy = any(${audiences})
      and id < ${before ?? LAST_ID}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}
