import { REACTION_KINDS_MAX } from "../../domain/conversations/limits.ts";
import { type MessageId, newId, type UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { type Page, pageOf } from "../page.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { userVisibleTo } from "../visibility.ts";
import { lockMessage } from "./lock.ts";

/** A reaction to add or take back. */
export interface ReactionChange {
  messageId: MessageId;
  viewerId: UserId;
  emoji: string;
  isMade: boolean;
}

/** Adds or takes back a reaction to a message. A repeat changes nothing. */
export async function changeReaction(tx: Tx, change: ReactionChange): Promise<void> {
  const { sql } = tx;
  const { messageId, viewerId, emoji, isMade } = change;
  const message = await lockMessage(sql, viewerId, messageId, { withConversation: false });
  if (!message.isShown) throw new AppError("gone", "This message is deleted.");
  if (isMade) await requireRoom(sql, messageId, emoji);
  const { count } = isMade
    ? await sql`
      insert into message_reactions (id, message_id, user_id, emoji)
      values (${newId()}, ${messageId}, ${viewerId}, ${emoji})
      on conflict (message_id, user_id, emoji) do nothing`
    : await sql`
      delete from message_reactions
      where message_id = ${messageId} and user_id = ${viewerId} and emoji = ${emoji}`;
  if (count === 0) return;
  await sql`update messages set rev = rev + 1 where id = ${messageId}`;
  const { own } = await one(sql<{ own: number }[]>`
    select count(*)::int as own from message_reactions
    where message_id = ${messageId} and user_id = ${viewerId}`);
  const { conversationId, spaceId, seq, senderId } = message;
  // The sender hears of the first reaction of a person, and no more after the last one is gone.
  const isTold = senderId !== null && own === (isMade ? 1 : 0);
  tx.record({
    type: "message.updated",
    ...{ conversationId, spaceId, messageId, seq },
    ...(isTold ? { reaction: { senderId, userId: viewerId, isReacting: isMade } } : {}),
  });
}

/** Fails if a message has as many kinds of reactions as it may have. Its row is locked. */
async function requireRoom(sql: Sql, messageId: MessageId, emoji: string): Promise<void> {
  const { isFull } = await one(sql<{ isFull: boolean }[]>`
    select count(*) >= ${REACTION_KINDS_MAX} and not coalesce(bool_or(emoji = ${emoji}), false)
      as is_full
    from message_reaction_counts where message_id = ${messageId}`);
  if (!isFull) return;
  throw new AppError(
    "unprocessable",
    `A message can have at most ${REACTION_KINDS_MAX} kinds of reactions.`,
  );
}

/** The people with one reaction to a message whom the viewer sees, the first one first. */
export async function listReactors(
  sql: Sql,
  viewerId: UserId,
  { messageId, emoji }: Pick<ReactionChange, "messageId" | "emoji">,
  after: string | null,
  limit: number,
): Promise<Page<{ id: string; userId: UserId }>> {
  const rows = await sql<{ id: string; userId: UserId }[]>`
    select r.id, r.user_id from message_reactions r
    where r.message_id = ${messageId} and r.emoji = ${emoji}
      and ${userVisibleTo(sql, sql`r.user_id`, viewerId)}
      ${after === null ? sql`` : sql`and r.id > ${after}`}
    order by r.id limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}
