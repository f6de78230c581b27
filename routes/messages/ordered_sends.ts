import type { Context } from "../../context/mod.ts";
import { openDm } from "../../db/conversations/dms.ts";
import { transact } from "../../db/transact.ts";
import { SENDS_PER_SOCKET_MAX } from "../../domain/conversations/limits.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { must, RateLimited } from "../../lib/errors.ts";
import { type PreparedMessage, prepareMessage, sendMessage, type SentMessage } from "./send.ts";
import { countFrame } from "../http/rate_limit.ts";
import { reportedDb } from "../http/seen.ts";
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
    settle: (sending: Promise<SentMessage>) => Promise<void>,
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

  async #begin(frame: AddressedDraft): Promise<{ sending: Promise<SentMessage> }> {
    try {
      await countFrame(this.#ctx, "message", this.#userId);
      const { conversationId, xid } = await this.#conversationOf(frame);
      const prepared = await prepareMessage(this.#ctx, this.#userId, conversationId, frame);
      if (frame.spaceId !== undefined) {
        const isThere = prepared.seat.conversation.spaceId === frame.spaceId;
        must(isThere ? frame.spaceId : null, "Conversation not found.");
      }
      return { sending: this.#write(prepared, xid) };
    } catch (error) {
      return { sending: Promise.reject(error) };
    }
  }

  /** `begunXid` is the number of the transaction that has begun the DM, or null. */
  async #write(prepared: PreparedMessage, begunXid: number | null): Promise<SentMessage> {
    try {
      const { view, xid } = await sendMessage(this.#ctx, prepared);
      return { view, xid: xid ?? begunXid };
    } finally {
      this.#ctx.others.changed(this.#userId);
    }
  }

  async #conversationOf(
    { conversationId, roomId, receiverId }: AddressedDraft,
  ): Promise<{ conversationId: ConversationId; xid: number | null }> {
    const named = conversationId ?? roomId;
    if (named !== undefined) return { conversationId: named, xid: null };
    let xid: number | null = null;
    const db = reportedDb(this.#ctx.db, (written) => xid = written);
    const opened = await transact(db, (tx) => openDm(tx, this.#userId, receiverId!));
    return { conversationId: opened.conversationId, xid };
  }
}
