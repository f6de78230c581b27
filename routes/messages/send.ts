import type { Context } from "../../context/mod.ts";
import type { MessageCard } from "../../db/messages/cards.ts";
import type { NewMessage, Outcome, StoredMessage } from "../../db/messages/new.ts";
import type { Refusal } from "../../db/messages/verdicts.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { mentionsIn } from "../../domain/text.ts";
import { AppError, must } from "../../lib/errors.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { type Seat, seeConversation } from "../../reads/conversations/access.ts";
import { NO_MESSAGE } from "../../reads/messages/lookup.ts";
import type { Draft } from "./draft.ts";
import { type MessageView, messageViews } from "./message_view.ts";

/** The name that stands for everybody in a conversation. */
const EVERYBODY = "all";

/** A message that is ready to be written. */
export interface PreparedMessage {
  seat: Seat;
  message: NewMessage;
}

/** A message that was sent. */
export interface SentMessage {
  view: MessageView;
  /** The number of the transaction, or null if the message was sent before. */
  xid: number | null;
}

/** Prepares a message. Throws `not_found` if the sender does not see the conversation. */
export async function prepareMessage(
  ctx: Context,
  senderId: UserId,
  conversationId: ConversationId,
  draft: Draft,
): Promise<PreparedMessage> {
  const seat = await seeConversation(ctx, senderId, conversationId);
  const { clientId, mediaIds, parentId = null, expiresIn = null } = draft;
  const body = draft.body || null;
  const preview = draft.preview === undefined ? null : {
    url: draft.preview.url,
    title: draft.preview.title,
    ...(draft.preview.mediaId === undefined ? {} : { mediaId: draft.preview.mediaId }),
  };
  const names = mentionsIn(body ?? "");
  const sent = [conversationId, body, mediaIds, parentId, preview, expiresIn];
  const message = {
    conversationId,
    senderId,
    clientId,
    sentHash: sha256(JSON.stringify(sent)).toHex(),
    body,
    mediaIds,
    parentId,
    preview,
    expiresIn,
    names,
    isToAll: names.includes(EVERYBODY),
  };
  return { seat, message };
}

/** Sends a message. A repeat returns the first one, as it is now. */
export async function sendMessage(
  ctx: Context,
  { seat, message }: PreparedMessage,
): Promise<SentMessage> {
  const outcome = await ctx.messages.write(message);
  const card = await cardOf(ctx, message, outcome);
  const views = await messageViews(ctx, seat, [card]);
  const xid = outcome.verdict === "allowed" ? outcome.xid : null;
  return { view: must(views.get(card.id), NO_MESSAGE), xid };
}

async function cardOf(ctx: Context, message: NewMessage, outcome: Outcome): Promise<MessageCard> {
  if (outcome.verdict === "allowed") {
    const { parentId, names, mediaIds } = message;
    const isPlain = parentId === null && names.length === 0 && mediaIds.length === 0;
    if (isPlain) return newCard(message, outcome.stored);
    return must(await ctx.cache.messages.get(outcome.stored.id), NO_MESSAGE);
  }
  if (outcome.verdict !== "repeated") throw refused(outcome.verdict);
  return must(await ctx.cache.messages.get(outcome.id), NO_MESSAGE);
}

/** Returns the card of a message that names nobody and nothing: no query is needed. */
function newCard(
  { conversationId, senderId, clientId, body, preview }: NewMessage,
  { id, seq, createdAt, expiresAt, mentionsAll }: StoredMessage,
): MessageCard {
  return {
    id,
    conversationId,
    seq,
    senderId,
    clientId,
    body,
    cipher: null,
    epoch: null,
    mentions: [],
    mentionsAll,
    media: [],
    preview,
    parentId: null,
    reactions: [],
    rev: 0,
    createdAt,
    editedAt: null,
    expiresAt,
    isDeleted: false,
    isTakenDown: false,
  };
}

function refused(refusal: Refusal): AppError {
  const forbidden = (message: string) =>
    new AppError("forbidden", message, { details: { reason: refusal } });
  switch (refusal) {
    case "missing":
      return new AppError("not_found", "Conversation not found.");
    case "parent":
      return new AppError("not_found", NO_MESSAGE);
    case "media":
      return new AppError(
        "unprocessable",
        "Some media do not exist, are not yours, are used already, or were not uploaded for messages.",
      );
    case "reused":
      return new AppError(
        "idempotency_key_reused",
        "This clientId was already used for another message. Use a new one.",
      );
    case "gone":
      return forbidden("The other person's account is not active.");
    case "not_accepted":
      return forbidden("This person does not accept messages from you.");
    case "role":
      return forbidden("Your role does not allow you to write here.");
    case "encrypted":
      return forbidden("This conversation is encrypted end to end. Plain text is not accepted.");
  }
}
