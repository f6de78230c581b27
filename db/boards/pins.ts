import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";
import { type BoardId, newId, type PostId, type UserId } from "../../domain/ids.ts";
import { PINS_PER_BOARD_MAX } from "../../domain/limits.ts";
import { AppError, must } from "../../lib/errors.ts";
import { lockBoard } from "./boards.ts";
import type { FeedPlace } from "../feeds/feed.ts";
import { requireNoSpace } from "../posts/spaces.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { visibleTo } from "../visibility.ts";

/** A post on a board, and the editor who adds, moves or removes it. */
export interface Pin {
  boardId: BoardId;
  postId: PostId;
  viewerId: UserId;
}

/** The place of a pin: the n-th that the editor sees (from 0), or after another; null is first. */
export type PinPlace = { position: number } | { afterPostId: PostId | null };

// A thousand pins that are each put between the same two give a rank of 170 characters.
const RANK_LENGTH_MAX = 200;

/**
 * Pins a post that the editor sees to a board. Without a place, a new pin comes first and an
 * existing one stays. A place also moves an existing pin. Repeating it changes nothing.
 */
export async function pinPost({ sql }: Tx, pin: Pin, place: PinPlace | null): Promise<void> {
  const { boardId, postId, viewerId } = pin;
  await lockBoard(sql, boardId, viewerId, "editor");
  const [post] = await sql`
    select from posts p where p.id = ${postId} and ${visibleTo(sql, viewerId)} for key share`;
  must(post, "Post not found.");
  await requireNoSpace(sql, postId);
  const { isPinned, count } = await one(sql<{ isPinned: boolean; count: number }[]>`
    select coalesce(bool_or(post_id = ${postId}), false) as is_pinned, count(*)::int
    from board_pins where board_id = ${boardId}`);
  if (isPinned && place === null) return;
  if (!isPinned && count >= PINS_PER_BOARD_MAX) {
    throw new AppError("unprocessable", `A board can have at most ${PINS_PER_BOARD_MAX} pins.`);
  }
  let rank = await rankAt(sql, pin, place ?? { afterPostId: null });
  if (rank.length > RANK_LENGTH_MAX) {
    await renewRanks(sql, boardId);
    rank = await rankAt(sql, pin, place ?? { afterPostId: null });
  }
  await sql`
    insert into board_pins (id, board_id, post_id, rank)
    values (${newId()}, ${boardId}, ${postId}, ${rank})
    on conflict (board_id, post_id) do update set rank = excluded.rank`;
  await noteChange(sql, boardId);
}

/** Unpins a post, whether or not the editor sees it. Does nothing if it is not pinned. */
export async function unpinPost({ sql }: Tx, { boardId, postId, viewerId }: Pin): Promise<void> {
  await lockBoard(sql, boardId, viewerId, "editor");
  const { count } = await sql`
    delete from board_pins where board_id = ${boardId} and post_id = ${postId}`;
  if (count > 0) await noteChange(sql, boardId);
}

/** The pins of a board after a place in their order, without checking who may see the posts. */
export async function listPins(
  sql: Sql,
  boardId: BoardId,
  after: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await sql<FeedPlace[]>`
    select n.rank as sort_id, n.post_id, p.author_id
    from board_pins n join posts p on p.id = n.post_id
    where n.board_id = ${boardId} and p.deleted_at is null
      ${after === null ? sql`` : sql`and n.rank > ${after}`}
    order by n.rank limit ${limit}`;
}

/** The first few pins of each board, without checking who may see the posts. */
export async function listFirstPins(
  sql: Sql,
  boardIds: readonly BoardId[],
  limit: number,
): Promise<{ boardId: BoardId; postId: PostId }[]> {
  return await sql<{ boardId: BoardId; postId: PostId }[]>`
    select b.id as board_id, f.post_id
    from unnest(${boardIds}::uuid[]) as b (id)
    cross join lateral (
      select n.rank, n.post_id from board_pins n join posts p on p.id = n.post_id
      where n.board_id = b.id and p.deleted_at is null
      order by n.rank limit ${limit}
    ) f
    order by b.id, f.rank`;
}

/** Returns an unused rank for a place among the other pins of the board. */
async function rankAt(sql: Sql, pin: Pin, place: PinPlace): Promise<string> {
  const below = await rankBefore(sql, pin, place);
  const { rank } = await one(sql<{ rank: string | null }[]>`
    select min(rank) as rank from board_pins
    where board_id = ${pin.boardId} and post_id <> ${pin.postId}
      ${below === null ? sql`` : sql`and rank > ${below}`}`);
  return generateKeyBetween(below, rank);
}

/** Returns the rank of the pin before a place; null is the beginning. */
async function rankBefore(sql: Sql, pin: Pin, place: PinPlace): Promise<string | null> {
  const { boardId, postId, viewerId } = pin;
  const others = sql`
    from board_pins n join posts p on p.id = n.post_id
    where n.board_id = ${boardId} and n.post_id <> ${postId}`;
  if ("afterPostId" in place) {
    if (place.afterPostId === null) return null;
    const [row] = await sql<{ rank: string }[]>`
      select n.rank ${others} and n.post_id = ${place.afterPostId} and ${visibleTo(sql, viewerId)}`;
    if (!row) throw new AppError("unprocessable", "The other post is not on this board.");
    return row.rank;
  }
  if (place.position === 0) return null;
  const [row] = await sql<{ rank: string }[]>`
    select n.rank ${others} and ${visibleTo(sql, viewerId)}
    order by n.rank offset ${place.position - 1} limit 1`;
  if (row) return row.rank;
  const { rank } = await one(sql<{ rank: string | null }[]>`select max(n.rank) as rank ${others}`);
  return rank;
}

/** Gives all pins of a board short ranks, in their present order. */
async function renewRanks(sql: Sql, boardId: BoardId): Promise<void> {
  const rows = await sql<{ id: string }[]>`
    select id from board_pins where board_id = ${boardId} order by rank`;
  const ranks = generateNKeysBetween(null, null, rows.length);
  await sql`
    update board_pins n set rank = r.rank
    from unnest(${rows.map(({ id }) => id)}::uuid[], ${ranks}::text[]) as r (id, rank)
    where n.id = r.id`;
}

async function noteChange(sql: Sql, boardId: BoardId): Promise<void> {
  await sql`update boards set updated_at = now() where id = ${boardId}`;
}
