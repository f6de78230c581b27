import type { RecordedEvent } from "../../domain/events/events.ts";
import type { FeedEvent } from "../../domain/events/feeds.ts";
import {
  NO_PARTS,
  nthPartOf,
  partOf,
  type Parts,
  partsFrom,
  partsOf,
  shardOfPart,
} from "../../domain/events/parts.ts";
import { FIRST_ID, LAST_ID, newId, type UserId } from "../../domain/ids.ts";
import { FEED_ACTIVE_DAYS } from "../../domain/limits.ts";
import { isInShard } from "../outbox/parts.ts";
import { isPulled } from "../people/cards.ts";
import type { Sql } from "../sql.ts";
import { insertEvents } from "../transact.ts";

type FanOut = Extract<FeedEvent, { type: "feed.fan_out" }>;
type RecordedFanOut = RecordedEvent & { event: FanOut };

/** Followers of one piece of a fan-out: a delivery is short, so that others have their turn. */
const PIECE = 400;
/** The most pieces that a fan-out is split into at once. The last of them is split again. */
const PIECES_MAX = 25;

/** The options of {@link prepareFanOuts}. */
export interface FanOutOptions {
  pulledAbove: number;
  shards: number;
  /** Called with the parts of new events, whose deliverers must be woken after the commit. */
  onPieces?(parts: Parts): void;
}

/**
 * Returns the followers whose feeds get each of these posts, if its fan-out is in these parts. A fan-out to many keeps its first
 * piece, and the others become events for other deliverers. Each of the other `shards` KV stores
 * gets pieces of its own. Authors with more than `pulledAbove` followers are merged when a feed is
 * read, so nobody gets their posts.
 */
export async function prepareFanOuts(
  sql: Sql,
  events: readonly RecordedEvent[],
  parts: Parts,
  { pulledAbove, shards, onPieces }: FanOutOptions,
): Promise<Record<string, string[]>> {
  const followers: Record<string, string[]> = {};
  const pieces: RecordedEvent[] = [];
  for (const recorded of events as RecordedFanOut[]) {
    const { authorId, reposterId = authorId, after, until, part = partOf(authorId) } =
      recorded.event;
    // A row may name more parts: those that an old program has left name all.
    if ((partsFrom([part]) & parts) === NO_PARTS) continue;
    const isWhole = after === null && until === undefined;
    if (isWhole && await isPulled(sql, reposterId, pulledAbove)) continue;
    const shard = shardOfPart(part, shards);
    if (isWhole) pieces.push(...piecesOfOthers(recorded, shard, shards));
    const ids = await listFollowersToFanOut(sql, reposterId, {
      after: after ?? FIRST_ID,
      until: until ?? LAST_ID,
      shard,
      shards,
    }, PIECE * PIECES_MAX + 1);
    followers[recorded.id] = ids.slice(0, PIECE);
    pieces.push(...piecesAfterFirst(recorded, ids, shard, shards));
  }
  if (pieces.length > 0) {
    await insertEvents(sql, pieces);
    onPieces?.(pieces.reduce((all, { id, event }) => all | partsOf(id, event), NO_PARTS));
  }
  return followers;
}

/** Returns a piece of a fan-out for each other KV store. */
function piecesOfOthers(recorded: RecordedFanOut, own: number, shards: number): RecordedEvent[] {
  return Array.from({ length: shards }, (_, shard) => shard).filter((shard) => shard !== own)
    .map((shard) => {
      const part = nthPartOf(shard, shards, partOf(recorded.event.authorId));
      const event = { ...recorded.event, until: LAST_ID, part };
      return { ...recorded, id: newId(), event };
    });
}

/** Returns the pieces after the first, each for another part. The last one has all that remain. */
function piecesAfterFirst(
  recorded: RecordedFanOut,
  ids: readonly string[],
  shard: number,
  shards: number,
): RecordedEvent[] {
  const { authorId, until = LAST_ID, part = partOf(authorId) } = recorded.event;
  const count = Math.min(Math.ceil(ids.length / PIECE), PIECES_MAX + 1);
  return Array.from({ length: Math.max(0, count - 1) }, (_, index) => {
    const [from, to] = [index + 1, index + 2].map((piece) => ids[piece * PIECE - 1]);
    const event = {
      ...recorded.event,
      after: from!,
      until: index + 2 === count ? until : to!,
      part: nthPartOf(shard, shards, Math.floor(part / shards) + index + 1),
    };
    return { ...recorded, id: newId(), event };
  });
}

/** Followers of an author within a range of ids, whose feeds are in one of the KV stores. */
interface FollowerRange {
  after: string;
  until: string;
  shard: number;
  shards: number;
}

/** Lists recently active followers of a range, in the order of their ids. */
async function listFollowersToFanOut(
  sql: Sql,
  authorId: UserId,
  { after, until, shard, shards }: FollowerRange,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ followerId: UserId }[]>`
    select f.follower_id from follows f join users u on u.id = f.follower_id
    where f.followee_id = ${authorId} and f.follower_id > ${after} and f.follower_id <= ${until}
      and u.last_active_at > now() - ${FEED_ACTIVE_DAYS} * interval '1 day'
      and ${isInShard(sql, sql`f.follower_id`, shard, shards)}
    order by f.follower_id limit ${limit}`;
  return rows.map((row) => row.followerId);
}
