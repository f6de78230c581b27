import { invalidationsIn } from "../../domain/events/invalidations.ts";
import { laneInRows } from "../../domain/events/lanes.ts";
import { type MessageId, newId } from "../../domain/ids.ts";
import { violates } from "../sql.ts";
import { type Db, recordedEvent, type StoredEvent, withUnknownOutcome } from "../transact.ts";
import {
  acceptedEntries,
  acceptedText,
  begunEntries,
  messageText,
  namedText,
  pairBits,
  pairText,
  personBit,
  placeBits,
  placeText,
} from "./event_text.ts";
import { ATTACHED_ONCE, usablePictures } from "./attachments.ts";
import { type NewMessage, type Outcome, rowsOf } from "./new.ts";
import { isMentionable, namesEverybody, verdictOf } from "./verdicts.ts";

const ACCEPTED = "conversation.settings_changed";

interface SettledRow {
  position: number;
  verdict: Outcome["verdict"];
  id: MessageId | null;
  seq: number | null;
  createdAt: Date | null;
  expiresAt: Date | null;
  mentionsAll: boolean | null;
  event: null;
}

interface EventRow {
  id: string;
  event: StoredEvent["event"];
  xid: string;
}

/**
 * Numbers and stores messages in one statement, with one event. Returns the outcome of each. No two
 * of them may share both the sender and the client's id. The steps of the statement:
 *
 * 1. `wanted`: the messages as rows.
 * 2. `locked`: their conversations, locked in order, so that two batches never deadlock. Their last
 *    numbers are read after the lock.
 * 3. `members` and `people`: the senders' memberships in DMs and groups, and in the spaces of
 *    rooms. They are locked after the conversations, so that no removal comes between. `pictures`:
 *    the pictures that may be attached.
 * 4. `known`: messages that were stored before under the same names.
 * 5. `judged`: the verdict on each.
 * 6. `moment`: the time after all locks. No message is older than the one before it.
 * 7. `numbered`, `added`, `attached`, `mentioned`: the rows of the allowed ones.
 * 8. `accepted`: an answer to a request accepts it.
 * 9. `headed` and `begun`: the new heads of the conversations, and the DMs with a first message.
 * 10. `recorded` and `told`: the events, and what all instances must forget.
 *
 * Numbers are kept with their messages or not at all, so there is no gap. For the same reason, a
 * conflict with an equal message of another instance, or about a picture, undoes the batch: alone,
 * it is known.
 */
export async function sendMessages(
  db: Db,
  messages: readonly NewMessage[],
): Promise<Outcome[]> {
  try {
    return await sendOnce(db, messages);
  } catch (error) {
    const isRaced = violates(error, "messages_once") || violates(error, ATTACHED_ONCE);
    if (messages.length > 1 || !isRaced) throw error;
    return await sendOnce(db, messages);
  }
}

async function sendOnce(db: Db, messages: readonly NewMessage[]): Promise<Outcome[]> {
  const { sql, writerId: { value: writerId } } = db;
  const id = newId();
  const origin = { origin: writerId, at: Date.now() };
  const created = JSON.stringify({ ...origin, type: "messages.created" }).slice(0, -1);
  const begun = JSON.stringify({ ...origin, type: "conversation.created" }).slice(0, -1);
  const accepted = JSON.stringify({ ...origin, type: ACCEPTED }).slice(0, -1);
  const writing = sql<(SettledRow | EventRow)[]>`
    with wanted as (
      select * from json_to_recordset((select ${rowsOf(messages)}::text)::json) as w (
        position int, id uuid, event_ids uuid[], conversation_id uuid, sender_id uuid, client_id text,
        sent_hash text, body text, media_ids json, parent_id uuid, preview jsonb, expires_in int, names json,
        is_to_all boolean)
    ), locked as (
      select id, kind, space_id, dm_low, dm_high, view_role, post_role, encryption, last_seq,
        last_message_at
      from conversations
      where id = any((select array_agg(distinct conversation_id) from wanted)::uuid[])
        and deleted_at is null
      order by id
      for no key update
    ), members as (
      select w.position, m.role, m.floor_seq, m.status
      from (select position, conversation_id, sender_id from wanted order by sender_id) as w
      cross join lateral (
        select role, floor_seq, status from conversation_members m
        where m.conversation_id = w.conversation_id and m.user_id = w.sender_id
          and m.conversation_id = any((select array_agg(id) from locked)::uuid[])
        for key share) as m
    ), people as (
      select w.position, m.role
      from (
        select w.position, w.sender_id, l.space_id
        from wanted w join locked l on l.id = w.conversation_id
        where l.space_id is not null order by w.sender_id) as w
      cross join lateral (
        select role from space_members m
        where m.space_id = w.space_id and m.user_id = w.sender_id
          and m.space_id = any((select array_agg(space_id) from locked)::uuid[])
        for key share) as m
    ), pictures as (
      ${usablePictures(sql)}
    ), known as (
      select w.position, g.id, g.sent_hash = decode(w.sent_hash, 'hex') as is_same
      from wanted w
      cross join lateral (
        select id, sent_hash from messages g
        where g.sender_id = w.sender_id and g.client_id = w.client_id
        limit 1) as g
    ), judged as materialized (
      select s.*, ${verdictOf(sql)} as verdict
      from (
        select w.*, l.kind, l.space_id, l.view_role, l.post_role, l.encryption, l.last_seq,
          l.last_message_at, case l.dm_low when w.sender_id then l.dm_high else l.dm_low end
            as other_id,
          coalesce(m.role, p.role) as role, m.floor_seq, m.status, k.id as known_id, k.is_same
        from wanted w
        left join locked l on l.id = w.conversation_id
        left join members m on m.position = w.position
        left join people p on p.position = w.position
        left join known k on k.position = w.position
      ) as s
    ), moment as materialized (
      select clock_timestamp()::timestamptz(3) as now from (select count(*) from locked) as l
    ), numbered as materialized (
      select j.*, greatest(j.last_message_at, m.now) as created_at,
        (j.last_seq + row_number() over (partition by j.conversation_id order by j.position))::int
          as seq
      from judged j cross join moment m where j.verdict = 'allowed'
    ), added as (
      insert into messages (conversation_id, seq, id, sender_id, client_id, sent_hash, body,
        parent_id, preview, mentions_all, expires_at, created_at)
      select conversation_id, seq, id, sender_id, client_id, decode(sent_hash, 'hex'), body,
        parent_id, preview, ${namesEverybody(sql)},
        created_at + make_interval(secs => expires_in), created_at
      from numbered n
      returning conversation_id, seq, id, sender_id, parent_id, mentions_all, expires_at, created_at
    ), attached as (
      insert into message_media (message_id, position, media_id)
      select n.id, p.place - 1, p.id from numbered n join pictures p on p.position = n.position
    ), mentioned as (
      insert into message_mentions (user_id, conversation_id, seq, message_id)
      select u.id, n.conversation_id, n.seq, n.id
      from numbered n
      cross join json_array_elements_text(n.names) as e (name)
      join users u on u.username = e.name
      where ${isMentionable(sql)}
      returning user_id, message_id
    ), accepted as (
      update conversation_members m set status = 'accepted', hidden_until = null
      from (
        select distinct on (conversation_id, sender_id) conversation_id, sender_id,
          event_ids[1] as event_id
        from numbered where status = 'request') as n
      where m.conversation_id = n.conversation_id and m.user_id = n.sender_id
      returning n.event_id, m.conversation_id, m.user_id
    ), headed as (
      update conversations c
      set last_seq = n.last_seq, last_message_at = n.now, head_rev = c.head_rev + 1
      from (
        select conversation_id, max(seq) as last_seq, max(created_at) as now
        from added group by conversation_id) as n
      where c.id = n.conversation_id
      returning c.id, c.space_id, c.head_rev, c.last_message_at
    ), begun as (
      select event_ids, conversation_id, sender_id, other_id
      from numbered where kind = 'dm' and seq = 1
    ), named as (
      select message_id, bit_or(${personBit(sql)}) as parts, ${namedText(sql)} as text
      from (
        select user_id, message_id, false as is_answered from mentioned
        union all
        select p.sender_id, a.id, true from added a join messages p on p.id = a.parent_id
        where p.sender_id is not null) as n
      group by message_id
    ), places as (
      select h.id, h.space_id, h.head_rev, h.last_message_at, coalesce(bit_or(d.parts), 0) as parts,
        string_agg(${messageText(sql)}, ',' order by a.seq) as messages
      from headed h
      join added a on a.conversation_id = h.id
      left join named d on d.message_id = a.id
      group by h.id, h.space_id, h.head_rev, h.last_message_at
    ), recorded as (
      insert into outbox (id, lane, parts, event)
      select event_ids[2], ${laneInRows("talk")}, ${pairBits(sql)},
        (${begun}::text || ${pairText(sql)})::json
      from begun
      union all
      select ${id}::uuid, ${laneInRows("talk")}, bit_or(parts | ${placeBits(sql)}),
        (${created}::text || ',"of":[' || string_agg(${placeText(sql)}, ',') || ']}')::json
      from places having count(*) > 0
      union all
      select event_id, ${laneInRows("talk")}, ${personBit(sql)},
        (${accepted}::text || ${acceptedText(sql)})::json
      from accepted
      returning id, event
    ), told as (
      insert into invalidations (writer, entries, counters)
      select ${writerId}, string_agg(entry, ' '), null
      from (
        select 'conversation:' || id as entry from headed
        union all
        select ${acceptedEntries(sql)} from accepted
        union all
        select ${begunEntries(sql)} from begun) as e
      having count(*) > 0
    )
    select j.position, j.verdict, coalesce(a.id, j.known_id) as id, a.seq, a.created_at,
      a.expires_at, a.mentions_all, null as event, null as xid
    from judged j left join added a on a.id = j.id
    union all
    select null, null, id, null, null, null, null, event, pg_current_xact_id()::text
    from recorded`;
  const rows = await withUnknownOutcome(db, writing, () => [
    ...invalidationsIn("conversation", messages.map(({ conversationId }) => conversationId)),
    ...invalidationsIn("memberships", messages.map(({ senderId }) => senderId)),
  ]);
  const events = rows.filter((row) => row.event !== null);
  const xid = Number(events[0]?.xid ?? 0);
  if (events.length > 0) db.committed(events.map(recordedEvent), xid);
  const outcomes: Outcome[] = [];
  for (const row of rows) if (row.event === null) outcomes[row.position] = outcomeOf(row, xid);
  return outcomes;
}

function outcomeOf(row: SettledRow, xid: number): Outcome {
  const { verdict, id, seq, createdAt, expiresAt, mentionsAll } = row;
  if (verdict === "repeated") return { verdict, id: id! };
  if (verdict !== "allowed") return { verdict };
  const rest = { createdAt: createdAt!, expiresAt, mentionsAll: mentionsAll! };
  return { verdict, stored: { id: id!, seq: seq!, ...rest }, xid };
}
