import type { ConversationId, UserId } from "../../domain/ids.ts";
import { newId } from "../../domain/ids.ts";
import { invalidationsIn } from "../../domain/events/invalidations.ts";
import { laneInRows } from "../../domain/events/lanes.ts";
import { partBit } from "../outbox/parts.ts";
import { isReadShown } from "./receipts.ts";
import { lazyFragment } from "../sql.ts";
import { type Db, recordedEvent, type StoredEvent, withUnknownOutcome } from "../transact.ts";

/** A place up to which somebody has read. */
export interface ReadChange {
  userId: UserId;
  conversationId: ConversationId;
  seq: number;
}

/** The result of a {@link ReadChange}. */
export interface ReadResult {
  /** The place up to which the user has read now. */
  readSeq: number;
  /** The number of the last message. A place after it changes nothing. */
  lastSeq: number;
  /** The number of the transaction, or null if it has changed nothing. */
  xid: number | null;
}

/**
 * Moves the places up to which people have read, in one statement with one event. A place never
 * goes back. Returns the result of each change, or null if the user is not in the conversation.
 * Two changes must not share both the user and the conversation.
 *
 * The rows of members are locked, so that nothing is written for somebody who was removed before.
 */
export async function changeReads(
  db: Db,
  changes: readonly ReadChange[],
): Promise<(ReadResult | null)[]> {
  const { sql, writerId: { value: writerId } } = db;
  const id = newId();
  const event = JSON.stringify({ origin: writerId, at: Date.now(), type: "reads.changed" });
  const eventStart = event.slice(0, -1);
  const outdated = invalidationsIn("memberships", changes.map(({ userId }) => userId));
  const writing = sql<(Answer | { event: StoredEvent["event"]; xid: string })[]>`
    with wanted as (
      select * from unnest(
        (select ${arrayOf(changes.map(({ userId }) => userId))}::text)::uuid[],
        (select ${arrayOf(changes.map(({ conversationId }) => conversationId))}::text)::uuid[],
        (select ${arrayOf(changes.map(({ seq }) => seq))}::text)::int[]
      ) with ordinality as w (user_id, conversation_id, seq, position)
    ), places as (
      select w.*, c.kind, c.space_id, c.members_count, c.last_seq
      from wanted w join conversations c on c.id = w.conversation_id
      where c.deleted_at is null
    ), members as (
      select m.user_id, m.conversation_id, m.status
      from places p join conversation_members m using (user_id, conversation_id)
      order by m.user_id, m.conversation_id
      for key share of m
    ), people as (
      select s.user_id, s.space_id
      from places p join space_members s using (user_id, space_id)
      order by s.user_id, s.space_id
      for key share of s
    ), seen as (
      select p.*, ${isReadShown(sql)} as is_shown
      from places p left join members m using (user_id, conversation_id)
      where case when p.kind = 'room'
        then (p.user_id, p.space_id) in (select user_id, space_id from people)
        else m.user_id is not null end
    ), moved as (
      insert into conversation_states as t (user_id, conversation_id, read_seq)
      select user_id, conversation_id, seq from seen where seq between 1 and last_seq
      order by user_id, conversation_id
      on conflict (user_id, conversation_id) do update set read_seq = excluded.read_seq
      where t.read_seq < excluded.read_seq
      returning user_id, conversation_id, read_seq
    ), told as (
      select m.*, s.is_shown, format(
        '{"userId":"%s","conversationId":"%s","seq":%s,"isShown":%s}',
        m.user_id, m.conversation_id, m.read_seq, s.is_shown::text) as text
      from moved m join seen s using (user_id, conversation_id)
    ), recorded as (
      insert into outbox (id, lane, parts, event)
      select ${id}, ${laneInRows("talk")}, bit_or(${readParts(sql)}),
        (${eventStart} || ',"reads":[' || string_agg(text, ',') || ']}')::json
      from told having count(*) > 0
      returning event
    ), outdated as (
      insert into invalidations (writer, entries)
      select ${writerId}, string_agg(distinct 'memberships:' || user_id, ' ')
      from told having count(*) > 0
    )
    select s.position::int - 1 as position, s.last_seq,
      greatest(m.read_seq, t.read_seq, case when s.seq <= s.last_seq then s.seq else 0 end)
        as read_seq,
      m.read_seq is not null as is_moved, null as event, null as xid
    from seen s
    left join moved m using (user_id, conversation_id)
    left join conversation_states t using (user_id, conversation_id)
    union all
    select null, null, null, null, event, pg_current_xact_id()::text from recorded`;
  const rows = await withUnknownOutcome(db, writing, () => outdated);
  let xid: number | null = null;
  for (const row of rows) {
    if (row.event === null) continue;
    xid = Number(row.xid);
    db.committed([recordedEvent({ id, event: row.event })], xid);
  }
  const results = changes.map((): ReadResult | null => null);
  for (const row of rows) {
    if (row.event !== null) continue;
    const { position, readSeq, lastSeq, isMoved } = row;
    results[position] = { readSeq, lastSeq, xid: isMoved ? xid : null };
  }
  return results;
}

interface Answer {
  position: number;
  readSeq: number;
  lastSeq: number;
  isMoved: boolean;
  event: null;
}

/** Returns an array as Postgres writes it. These values need none of the driver's escaping. */
const arrayOf = (values: readonly (string | number)[]) => `{${values.join(",")}}`;

const readParts = lazyFragment((sql) =>
  sql`${partBit(sql, sql`user_id`)}
    | case when is_shown then ${partBit(sql, sql`conversation_id`)} else 0 end`
);
