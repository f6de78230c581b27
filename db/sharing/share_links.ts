import { LAST_ID, newId, type PostId, type UserId } from "../../domain/ids.ts";
import { SHARE_LINKS_PER_POST_MAX } from "../../domain/limits.ts";
import type { ShareLinkState } from "../../domain/posts/posts.ts";
import { AppError, must } from "../../lib/errors.ts";
import { lockUsers } from "../locks.ts";
import { placeMediaOf } from "../posts/media_placement.ts";
import { type Page, pageOf } from "../page.ts";
import { requireAuthor } from "../posts/posts.ts";
import { requireNoSpace } from "../posts/spaces.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A link that shows one post to everybody who has it. */
export interface ShareLink {
  id: string;
  postId: PostId;
  /** Null if it never expires. */
  expiresAt: Date | null;
  createdAt: Date;
}

/** Creates a link to an author's post. */
export async function insertShareLink(
  { sql }: Tx,
  authorId: UserId,
  { postId, expiresAt }: { postId: PostId; expiresAt: Date | null },
): Promise<ShareLink> {
  await requireAuthor(sql, postId, authorId);
  await requireNoSpace(sql, postId);
  // The lock makes one request at a time count the links and add one.
  await lockUsers(sql, [authorId]);
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int from share_links where post_id = ${postId} and ${isLive(sql)}`);
  if (count >= SHARE_LINKS_PER_POST_MAX) {
    throw new AppError(
      "unprocessable",
      `A post can have at most ${SHARE_LINKS_PER_POST_MAX} share links. Revoke one first.`,
    );
  }
  return await one(sql<ShareLink[]>`
    insert into share_links (id, post_id, expires_at)
    values (${newId()}, ${postId}, coalesce(${expiresAt}::timestamptz, 'infinity'))
    returning ${columns(sql)}`);
}

/** The active links of a post, newest first. */
export async function listShareLinks(
  sql: Sql,
  postId: PostId,
  before: string | null,
  limit: number,
): Promise<Page<ShareLink>> {
  const rows = await sql<ShareLink[]>`
    select ${columns(sql)} from share_links
    where post_id = ${postId} and id < ${before ?? LAST_ID} and ${isLive(sql)}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** Finds the state of a link for the rule of visibility, and when it expires. */
export async function findShareLink(
  sql: Sql,
  id: string,
): Promise<(ShareLinkState & Pick<ShareLink, "expiresAt">) | null> {
  const [link] = await sql<(ShareLinkState & Pick<ShareLink, "expiresAt">)[]>`
    select post_id, nullif(expires_at, 'infinity') as expires_at,
      revoked_at is not null as is_revoked, expires_at <= now() as is_expired
    from share_links where id = ${id}`;
  return link ?? null;
}

/**
 * Revokes a link to an author's post, even an expired one. The picture addresses that it gave away
 * stop working too, unless everybody sees the post.
 */
export async function revokeShareLink(tx: Tx, authorId: UserId, id: string): Promise<void> {
  const [link] = await tx.sql<{ postId: PostId; wasRevoked: boolean }[]>`
    update share_links l set revoked_at = coalesce(l.revoked_at, now())
    from (
      select s.id, s.revoked_at from share_links s join posts p on p.id = s.post_id
      where s.id = ${id} and p.author_id = ${authorId}
      for update of s
    ) as old
    where l.id = old.id
    returning l.post_id, old.revoked_at is not null as was_revoked`;
  const { postId, wasRevoked } = must(link, "Share link not found.");
  if (!wasRevoked) await placeMediaOf(tx, postId, { isNarrower: true });
}

/** Deletes some links that ended long ago; returns how many. */
export async function deleteEndedShareLinks(
  sql: Sql,
  days: number,
  limit: number,
): Promise<number> {
  const { count } = await sql`
    delete from share_links
    where id in (
      select id from share_links
      where least(revoked_at, expires_at) < now() - ${days} * interval '1 day'
      limit ${limit}
      for update skip locked
    )`;
  return count;
}

const isLive = (sql: Sql) => sql`(revoked_at is null and expires_at > now())`;

// A Date has no infinity, so null stands for it.
const columns = (sql: Sql) =>
  sql`id, post_id, nullif(expires_at, 'infinity') as expires_at, created_at`;
