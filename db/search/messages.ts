import { type ConversationId, FIRST_ID, type MessageId, type UserId } from "../../domain/ids.ts";
import { HERE } from "../../domain/search/messages.ts";
import { one, type Sql } from "../sql.ts";
import { userVisibleTo } from "../visibility.ts";

/** A conversation to search in. The viewer sees its messages above `floorSeq`. */
export interface SearchedPlace {
  conversationId: ConversationId;
  floorSeq: number;
}

/** The conditions of a search for messages. */
export interface MessageSearch {
  viewerId: UserId;
  /** The words and filters, as a `tsquery` in which `HERE` stands for the conversation. */
  terms: string;
  places: readonly SearchedPlace[];
  senderId: UserId | null;
  /** The range of times: `since` is included, `until` excluded. */
  since: Date | null;
  until: Date | null;
  /** The range of ids, at least as wide as that of times. */
  fromId: string;
  untilId: string;
}

/** Found messages, newest first. The search goes on below `next`; null if nothing is left. */
export interface FoundMessages {
  messages: { id: MessageId; conversationId: ConversationId }[];
  next: string | null;
}

/** The matches and the newest messages that one search looks at, in all conversations together. */
const MATCHES_MAX = 50_000;
const LOOKED_AT_MAX = 250_000;
/** The newest messages that a search compares one by one before it uses the index. */
const RECENT_MAX = 6000;
/** The newest matches whose visibility one search checks. */
const CHECKED_MAX = 2000;

/**
 * Returns the newest found messages below `untilId` that the viewer sees. A page of a frequent word
 * is full of the newest messages, which are compared first, without the index.
 */
export async function listFoundMessages(
  sql: Sql,
  search: MessageSearch,
  limit: number,
): Promise<FoundMessages> {
  const count = search.places.length;
  if (count === 0) return { messages: [], next: null };
  const recent = await findIn(sql, search, limit, {
    matchesMax: NONE,
    lookedMax: share(RECENT_MAX, count, 10, 500),
  });
  if (recent.next === null || recent.messages.length === limit) return recent;
  return await findIn(sql, search, limit, {
    matchesMax: share(MATCHES_MAX, count, 20, 1000),
    lookedMax: share(LOOKED_AT_MAX, count, 100, 5000),
  });
}

/** The bounds of a search in each conversation. */
interface Bounds {
  /** The matches that are read from the index; {@link NONE} if it is not used. */
  matchesMax: number;
  /** The newest messages that are compared where there are more matches. */
  lookedMax: number;
}

/** So many matches are more than allowed before the first one is read. */
const NONE = -1;

/**
 * Finds messages within bounds. The steps:
 *
 * 1. `few`: the matches of each conversation, by one look into the index each. `offset 0` keeps the
 *    planner from reading messages by their ids instead.
 * 2. `common`: conversations with more matches than are read. The word is frequent there, so their
 *    newest messages are compared one by one (`looked`), down to a bound (`ends`).
 * 3. `found`: the newest matches. Below the highest bound they could be incomplete.
 * 4. `visible`: those of them that the viewer sees.
 */
async function findIn(
  sql: Sql,
  { viewerId, terms, places, senderId, since, until, fromId, untilId }: MessageSearch,
  limit: number,
  { matchesMax, lookedMax }: Bounds,
): Promise<FoundMessages> {
  const inRange = sql`>= ${fromId}::uuid and m.message_id < ${untilId}::uuid`;
  const { stoppedAt, ids, conversationIds } = await one(sql<Row[]>`
    with places as materialized (
      select conversation_id, floor_seq,
        replace(${terms}, ${HERE}, right(conversation_id::text, 12))::tsquery as terms
      from unnest(
        ${places.map(({ conversationId }) => conversationId)}::uuid[],
        ${places.map(({ floorSeq }) => floorSeq)}::int[]) as p (conversation_id, floor_seq)
    ), few as materialized (
      select p.conversation_id, f.message_id
      from places p cross join lateral (
        select m.message_id
        from (select * from message_search s where s.document @@ p.terms offset 0) as m
        where m.conversation_id = p.conversation_id and m.seq > p.floor_seq
          and m.message_id ${inRange}
        limit ${matchesMax + 1}) as f
    ), common as materialized (
      select p.* from places p
      where ${matchesMax}::int = ${NONE} or p.conversation_id in (
        select conversation_id from few group by conversation_id having count(*) > ${matchesMax})
    ), looked as materialized (
      select p.conversation_id, l.message_id, l.document @@ p.terms as is_match
      from common p cross join lateral (
        select m.message_id, m.document from message_search m
        where m.conversation_id = p.conversation_id and m.seq > p.floor_seq
          and m.message_id ${inRange}
        order by m.message_id desc limit ${lookedMax}) as l
    ), ends as (
      select distinct on (conversation_id) message_id from looked
      where conversation_id in (
        select conversation_id from looked group by conversation_id having count(*) = ${lookedMax})
      order by conversation_id, message_id
    ), horizon as (
      select coalesce(
        (select message_id from ends order by message_id desc limit 1), ${FIRST_ID}) as id
    ), found as materialized (
      select message_id from (
        select message_id from few
        where conversation_id not in (select conversation_id from common)
        union all
        select message_id from looked where is_match
      ) as all_found
      where message_id >= (select id from horizon)
      order by message_id desc limit ${CHECKED_MAX}
    ), visible as (
      select g.id, g.conversation_id
      from (select * from found order by message_id desc) as f
      join messages g on g.id = f.message_id
      where g.deleted_at is null and (g.expires_at is null or g.expires_at > now())
        and (g.takedown_id is null or g.sender_id = ${viewerId})
        ${senderId === null ? sql`` : sql`and g.sender_id = ${senderId}`}
        ${since === null ? sql`` : sql`and g.created_at >= ${since}`}
        ${until === null ? sql`` : sql`and g.created_at < ${until}`}
        and ${userVisibleTo(sql, sql`g.sender_id`, viewerId)}
      order by f.message_id desc limit ${limit + 1}
    )
    select
      greatest((select id from horizon), (
        select message_id from found
        where (select count(*) from found) = ${CHECKED_MAX}
        order by message_id limit 1)) as stopped_at,
      array(select id from visible order by id desc) as ids,
      array(select conversation_id from visible order by id desc) as conversation_ids`);
  const messages = ids.map((id, n) => ({ id, conversationId: conversationIds[n]! }));
  if (messages.length > limit) return { messages: messages.slice(0, limit), next: ids[limit - 1]! };
  return { messages, next: stoppedAt === FIRST_ID ? null : stoppedAt };
}

interface Row {
  stoppedAt: string;
  ids: MessageId[];
  conversationIds: ConversationId[];
}

/** Returns an equal share for each of `count`, within bounds. */
function share(sum: number, count: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, Math.floor(sum / count)));
}
