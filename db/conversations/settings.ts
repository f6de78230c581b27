import type { Audience, NotifyLevel } from "../../domain/conversations/conversations.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { lockOwn } from "./locked.ts";

/** How a person wants to hear of a conversation. Omitted fields stay the same. */
export interface SettingsChange {
  notify?: NotifyLevel | undefined;
  mutedUntil?: Date | null | undefined;
  isArchived?: boolean | undefined;
}

/** Changes how a member wants to hear of a conversation. Nobody else notices it. */
export async function updateSettings(
  { sql, record }: Tx,
  userId: UserId,
  id: ConversationId,
  change: SettingsChange,
): Promise<void> {
  await lockOwn(sql, id, userId);
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  await sql`
    insert into conversation_states ${
    sql({ userId, conversationId: id, ...Object.fromEntries(given) })
  }
    on conflict (user_id, conversation_id) do update set ${sql(Object.fromEntries(given))}`;
  record({ type: "conversation.settings_changed", conversationId: id, userId });
}

/** Empties a DM for one of its members: they see only what comes later. */
export async function emptyDm(
  { sql, record }: Tx,
  userId: UserId,
  id: ConversationId,
): Promise<void> {
  const { kind, lastSeq } = await lockOwn(sql, id, userId);
  if (kind !== "dm") {
    throw new AppError("unprocessable", "Only a conversation of two people can be emptied.");
  }
  await sql`
    update conversation_members set floor_seq = ${lastSeq}
    where conversation_id = ${id} and user_id = ${userId}`;
  await sql`
    delete from message_mentions where conversation_id = ${id} and user_id = ${userId}`;
  record({ type: "conversation.settings_changed", conversationId: id, userId });
}

/** The people who may write to a person or add them to groups, and whether they show themselves. */
export interface MessagingSettings {
  messagesFrom: Audience;
  groupsFrom: Audience;
  showsPresence: boolean;
  showsReceipts: boolean;
}

/** Returns a person's settings of messages. */
export async function findMessagingSettings(sql: Sql, userId: UserId): Promise<MessagingSettings> {
  return await one(sql<MessagingSettings[]>`
    select messages_from, groups_from, shows_presence, shows_receipts from users
    where id = ${userId}`);
}

/** Changes the given settings of messages, and returns all of them. */
export async function updateMessagingSettings(
  { sql, record }: Tx,
  userId: UserId,
  change: { [K in keyof MessagingSettings]?: MessagingSettings[K] | undefined },
): Promise<MessagingSettings> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length > 0) {
    await sql`update users set ${sql(Object.fromEntries(given))} where id = ${userId}`;
    record({ type: "user.updated", userId });
  }
  return await findMessagingSettings(sql, userId);
}
