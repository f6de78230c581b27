import { partBit } from "../outbox/parts.ts";
import { lazyFragment } from "../sql.ts";

/** Returns the part of a user. */
export const personBit = lazyFragment((sql) => partBit(sql, sql`user_id`));
/** Returns the parts of a conversation and its space. */
export const placeBits = lazyFragment((sql) =>
  sql`${partBit(sql, sql`id`)} | coalesce(${partBit(sql, sql`space_id`)}, 0)`
);
/** Returns the people whom a message is about, as a part of its JSON text. */
export const namedText = lazyFragment((sql) =>
  sql`concat(
    ',"mentionedIds":["' || string_agg(user_id::text, '","') filter (where not is_answered) || '"]',
    ',"answeredId":"' || min(user_id::text) filter (where is_answered) || '"')`
);
/** Returns a message as the JSON text of an event. */
export const messageText = lazyFragment((sql) =>
  sql`format('{"messageId":"%s","seq":%s,"senderId":"%s"%s}', a.id, a.seq, a.sender_id, d.text)`
);
/** Returns the messages of a conversation, and its new head, as the JSON text of an event. */
export const placeText = lazyFragment((sql) =>
  sql`format('{"conversationId":"%s","spaceId":%s,"headRev":%s,"lastMessageAt":%s,"messages":[%s]}',
    id, coalesce('"' || space_id || '"', 'null'), head_rev,
    (extract(epoch from last_message_at) * 1000)::bigint, messages)`
);
/** Returns the parts of the two people of a DM. */
export const pairBits = lazyFragment((sql) =>
  sql`${partBit(sql, sql`sender_id`)} | ${partBit(sql, sql`other_id`)}`
);
/** Returns the rest of the event that a DM has its first message. */
export const pairText = lazyFragment((sql) =>
  sql`format(',"conversationId":"%s","memberIds":["%s","%s"],"spaceId":null}',
    conversation_id, sender_id, other_id)`
);
/** Returns the rest of the event that somebody has accepted a request. */
export const acceptedText = lazyFragment((sql) =>
  sql`format(',"conversationId":"%s","userId":"%s"}', conversation_id, user_id)`
);
/** Returns what the first message of a DM outdates, beside the conversation. */
export const begunEntries = lazyFragment((sql) =>
  sql`format('conversation_members:%1$s rights:conversation:%1$s memberships:%2$s rights:user:%2$s'
    ' memberships:%3$s rights:user:%3$s', conversation_id, sender_id, other_id)`
);
/** Returns what it outdates that somebody accepts a request. */
export const acceptedEntries = lazyFragment((sql) =>
  sql`format('conversation_members:%1$s memberships:%2$s rights:user:%2$s',
    conversation_id, user_id)`
);
