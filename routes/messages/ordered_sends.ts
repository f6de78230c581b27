import type { Context } from "../../context/mod.ts";
import { openDm } from "../../db/conversations/dms.ts";
import { transact } from "../../db/transact.ts";
import { SENDS_PER_SOCKET_MAX } from "../../domain/conversations/limits.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { must, RateLimited } from "../../lib/errors.ts";
import type { MessageView } from "./message_view.ts";
import { prepareMessage, sendMessage } from "./send.ts";
import { countFrame } from "../http/rate_limit.ts";
import type { AddressedDraft } from "./address.ts";

const RETRY_MS = 1000;

/** Sends the messages of one socket: several at once, settled in the order of their frames. */
export class OrderedSends {
  readonly #ctx: Context;
  readonly #userId: UserId;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(ctx: Context, userId: UserId) {
    this.#ctx = ctx;
    this.#userId = userId;
  }

  /**
   * Begins to send the message of a frame. Resolves when its place in the order is certain. `settle`
   * is called with the message after those of earlier frames.
   */
  async send(
    frame: AddressedDraft,
    settle: (sending: Promise<MessageView>) => Promise<void>,
  ): Promise<void> {
    if (this.#waiting >= SENDS_PER_SOCKET_MAX) {
      const message = `At most ${SENDS_PER_SOCKET_MAX} messages of a socket may wait.`;
      throw new RateLimited(RETRY_MS, message);
    }
    this.#waiting++;
    const { sending } = await this.#begin(frame);
    // It may fail before it is settled.
    sending.catch(() => {});
    this.#last = this.#last.then(() => settle(sending)).finally(() => this.#waiting--);
  }

  async #begin(frame: AddressedDraft): Promise<{ sending: Promise<MessageView> }> {
    try {
      await countFrame(this.#ctx, "message", this.#userId);
      const conversationId = await this.#conversationOf(frame);
      const prepared = await prepareMessage(this.#ctx, this.#userId, conversationId, frame);
      if (frame.spaceId !== undefined) {
        const isThere = prepared.seat.conversation.spaceId === frame.spaceId;
        must(isThere ? frame.spaceId : null, "Conversation not found.");
      }
      return { sending: this.#write(prepared) };
    } catch (error) {
      return { sending: Promise.reject(error) };
    }
  }

  async #write(prepared: Parameters<typeof sendMessage>[1]): Promise<MessageView> {
    try {
      return (await sendMessage(this.#ctx, prepared)).view;
    } finally {
      this.#ctx.others.changed(this.#userId);
    }
  }

  async #conversationOf(
    { conversationId, roomId, receiverId }: AddressedDraft,
  ): Promise<ConversationId> {
    const named = conversationId ?? roomId;
    if (named !== undefined) return named;
    const { db } = this.#ctx;
    return (await transact(db, (tx) => openDm(tx, this.#userId, receiverId!))).conversationId;
  }
}
