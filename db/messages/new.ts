import {
  type ConversationId,
  type MediaId,
  type MessageId,
  newId,
  type UserId,
} from "../../domain/ids.ts";
import type { LinkPreview } from "./cards.ts";
import type { Refusal } from "./verdicts.ts";

/** A message to store. */
export interface NewMessage {
  conversationId: ConversationId;
  senderId: UserId;
  /** The sender's own name of it. It is unique for good. */
  clientId: string;
  /** SHA-256 of what is sent, in hexadecimal digits: something else is no repeat. */
  sentHash: string;
  body: string | null;
  /** Pictures of the sender, each once. */
  mediaIds: readonly MediaId[];
  parentId: MessageId | null;
  preview: LinkPreview | null;
  /** Seconds. */
  expiresIn: number | null;
  /** Usernames in the body, in lower case. */
  names: readonly string[];
  /** Whether the body names everybody. */
  isToAll: boolean;
}

/** A message that is stored now. */
export interface StoredMessage {
  id: MessageId;
  seq: number;
  createdAt: Date;
  expiresAt: Date | null;
  mentionsAll: boolean;
}

/** The outcome of a message: it is stored, it was stored before, or it is refused. */
export type Outcome =
  | { verdict: "allowed"; stored: StoredMessage; xid: number }
  | { verdict: "repeated"; id: MessageId }
  | { verdict: Refusal };

/** Returns the messages as one JSON text: one plan serves every size of a batch. */
export function rowsOf(messages: readonly NewMessage[]): string {
  return JSON.stringify(messages.map((message, position) => ({
    position,
    id: newId(),
    event_ids: [newId(), newId()],
    conversation_id: message.conversationId,
    sender_id: message.senderId,
    client_id: message.clientId,
    sent_hash: message.sentHash,
    body: message.body,
    media_ids: message.mediaIds.length > 0 ? message.mediaIds : null,
    parent_id: message.parentId,
    preview: message.preview,
    expires_in: message.expiresIn,
    names: message.names.length > 0 ? message.names : null,
    is_to_all: message.isToAll,
  })));
}
