import { EXPORTED_ACCOUNT_KINDS } from "./account.ts";
import { EXPORTED_COMMENT_KINDS } from "./comments.ts";
import { EXPORTED_FEED_KINDS } from "./feeds.ts";
import { EXPORTED_CONVERSATION_KINDS } from "./messages.ts";
import { EXPORTED_COLLECTION_KINDS } from "./collections.ts";
import { isoTime, seenPerson } from "./columns.ts";
import type { Exported, ExportedKind } from "./kind.ts";
import { isAboutMessage } from "../notifications/messages.ts";

/**
 * All parts of an export beside posts and pictures, with one file for each kind. They name other
 * people only if the user sees them. Other people wrote only the names of groups and spaces.
 */
export const EXPORTED_KINDS: Readonly<Record<string, ExportedKind>> = {
  ...EXPORTED_COMMENT_KINDS,

  post_versions: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select v.id as place, jsonb_build_object('versionId', v.id, 'postId', v.post_id,
      'privacy', v.privacy, 'header', v.header, 'caption', v.caption, 'tags', v.tags,
      'contentWarning', v.content_warning, 'media', v.media,
      'location', case when v.latitude is not null then jsonb_build_object('name', v.location_name,
        'latitude', v.latitude::float, 'longitude', v.longitude::float) end,
      'createdAt', ${isoTime(sql, "v.created_at")},
      'editedAt', ${isoTime(sql, "v.edited_at")}) as item
    from posts p join post_versions v on v.post_id = p.id
    where p.author_id = ${userId} and v.id > ${after} order by v.id limit ${limit}`,

  likes: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select post_id as place, jsonb_build_object('postId', post_id) as item
    from likes where user_id = ${userId} and post_id > ${after} order by post_id limit ${limit}`,

  reposts: posts("reposts"),
  saved: posts("saves"),

  following: people("follows", "follower_id", "followee_id"),
  followers: people("follows", "followee_id", "follower_id"),
  follow_requests_sent: people("follow_requests", "requester_id", "target_id"),
  follow_requests_received: people("follow_requests", "target_id", "requester_id"),
  close_friends: people("close_friends", "user_id", "friend_id"),
  blocks: people("blocks", "blocker_id", "blocked_id"),
  dismissed_suggestions: people("suggestion_dismissals", "user_id", "dismissed_id"),
  mutes: people("mutes", "user_id", "muted_id", "until"),

  muted_words: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select place, item from (
      select lpad(to_hex(position::int), 32, '0')::uuid::text as place,
        jsonb_build_object('word', word, 'until', ${isoTime(sql, "until")}) as item
      from muted_words where user_id = ${userId}) as words
    where place > ${after} order by place limit ${limit}`,

  grants: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select p.id as place, jsonb_build_object('postId', p.id, 'people', coalesce((
      select jsonb_agg(${seenPerson(sql, userId)} order by u.id)
      from post_grants g join users u on u.id = g.user_id
      where g.post_id = p.id and ${seenPerson(sql, userId)} is not null), '[]')) as item
    from posts p
    where p.author_id = ${userId} and p.id > ${after}
      and exists (select from post_grants g where g.post_id = p.id)
    order by p.id limit ${limit}`,

  share_links: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select s.id as place, jsonb_build_object('shareLinkId', s.id, 'postId', s.post_id,
      'createdAt', ${isoTime(sql, "s.created_at")}, 'expiresAt', ${isoTime(sql, "s.expires_at")},
      'revokedAt', ${isoTime(sql, "s.revoked_at")}) as item
    from posts p join share_links s on s.post_id = p.id
    where p.author_id = ${userId} and s.id > ${after} order by s.id limit ${limit}`,

  // Without the preview, which somebody else wrote.
  notifications: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select n.id as place, jsonb_build_object('notificationId', n.id, 'type', n.type,
      'postId', n.post_id,
      'commentId', case when not ${isAboutMessage(sql)} then n.comment_id end,
      'messageId', case when ${isAboutMessage(sql)} then n.comment_id end,
      'actorsCount', n.actors_count,
      'actors', coalesce((
        select jsonb_agg(${seenPerson(sql, userId)} order by u.id) from users u
        where u.id = any(coalesce(n.actor_ids, array(
            select a.actor_id from notification_actors a
            where a.notification_id = n.id order by a.id desc limit 3)))
          and ${seenPerson(sql, userId)} is not null), '[]'),
      'createdAt', ${isoTime(sql, "n.created_at")},
      'readAt', ${isoTime(sql, "n.read_at")}) as item
    from notifications n
    where n.user_id = ${userId} and n.id > ${after} order by n.id limit ${limit}`,

  sessions: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('sessionId', id, 'ip', ip, 'userAgent', user_agent,
      'createdAt', ${isoTime(sql, "created_at")}, 'lastUsedAt', ${isoTime(sql, "last_used_at")},
      'expiresAt', ${isoTime(sql, "expires_at")}, 'revokedAt', ${
      isoTime(sql, "revoked_at")
    }) as item
    from sessions where user_id = ${userId} and id > ${after} order by id limit ${limit}`,

  identities: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('identityId', id, 'provider', provider,
      'issuer', issuer, 'subject', subject, 'email', email,
      'createdAt', ${isoTime(sql, "created_at")},
      'lastUsedAt', ${isoTime(sql, "last_used_at")}) as item
    from identities where user_id = ${userId} and id > ${after} order by id limit ${limit}`,

  ...EXPORTED_ACCOUNT_KINDS,
  ...EXPORTED_FEED_KINDS,
  ...EXPORTED_COLLECTION_KINDS,
  ...EXPORTED_CONVERSATION_KINDS,
};

/** A list of people that belongs to the user: people whom the user sees or blocks. */
function people(table: string, owner: string, person: string, until?: string): ExportedKind {
  return (sql, userId, after, limit) =>
    sql<Exported[]>`
    select l.id as place, ${seenPerson(sql, userId, table === "blocks")} || jsonb_build_object(
      'since', ${isoTime(sql, "l.created_at")}
      ${until === undefined ? sql`` : sql`, 'until', ${isoTime(sql, `l.${until}`)}`}) as item
    from ${sql(table)} l join users u on u.id = l.${sql(person)}
    where l.${sql(owner)} = ${userId} and l.id > ${after}
      and ${seenPerson(sql, userId, table === "blocks")} is not null
    order by l.id limit ${limit}`;
}

/** A list of posts that belongs to the user. */
function posts(table: string): ExportedKind {
  return (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('postId', post_id,
      'since', ${isoTime(sql, "created_at")}) as item
    from ${sql(table)} where user_id = ${userId} and id > ${after} order by id limit ${limit}`;
}
