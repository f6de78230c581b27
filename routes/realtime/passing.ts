import { userTopic } from "../../domain/events/topics.ts";
import type { ConversationId } from "../../domain/ids.ts";
import type { Presence, Typing } from "../../domain/presence/presence.ts";
import { once } from "../../lib/once.ts";
import { hearsPresence, hearsTyping } from "../../reads/presence/hearing.ts";
import { presenceView } from "../presence/presence_view.ts";
import type { LiveEvent } from "./hydration/live_event.ts";
import type { Listener } from "./listener.ts";

const CONVERSATION = "conversation:";

/**
 * Sends what is in no log to one connection: who types, and who comes and goes. Such an event has
 * the cursor of its topic, and is never repeated. A slow client does not get it.
 */
export class PassingEvents implements Disposable {
  readonly #listener: Listener;
  readonly #markSent: (topic: string) => string | undefined;
  readonly #followed = new Map<string, DisposableStack>();

  /** `markSent` returns the cursor of a topic, which is then sent. */
  constructor(listener: Listener, markSent: (topic: string) => string | undefined) {
    this.#listener = listener;
    this.#markSent = markSent;
  }

  /** Follows a topic, as clients name it, until it is unfollowed. */
  follow(topic: string): void {
    const isConversation = topic.startsWith(CONVERSATION);
    if (this.#followed.has(topic) || !isConversation && topic !== "user") return;
    const { ctx, viewerId } = this.#listener;
    const followed = new DisposableStack();
    this.#followed.set(topic, followed);
    const heard = isConversation ? topic : userTopic(viewerId);
    followed.use(ctx.typing.follow(heard, (typing) => void this.#onTyping(topic, typing)));
    if (isConversation) void this.#followPresence(topic, followed);
  }

  unfollow(topic: string): void {
    this.#followed.get(topic)?.dispose();
    this.#followed.delete(topic);
  }

  async #followPresence(topic: string, followed: DisposableStack): Promise<void> {
    const { ctx } = this.#listener;
    const conversationId = topic.slice(CONVERSATION.length) as ConversationId;
    await this.#trying(async () => {
      const card = await ctx.cache.conversations.get(conversationId);
      if (card === undefined || card.kind === "room" || followed.disposed) return;
      const onPresence = (presence: Presence) =>
        void this.#onPresence(topic, conversationId, presence);
      followed.use(ctx.presence.follow(conversationId, onPresence));
    });
  }

  async #onTyping(topic: string, typing: Typing): Promise<void> {
    const { ctx, viewerId } = this.#listener;
    await this.#trying(async () => {
      if (!await hearsTyping(ctx, viewerId, typing)) return;
      const { conversationId, userId } = typing;
      const until = new Date(typing.until).toISOString();
      this.#send(topic, "typing", `${conversationId}.typing.${userId}.${typing.until}`, {
        conversationId,
        userId,
        until,
      });
    });
  }

  async #onPresence(
    topic: string,
    conversationId: ConversationId,
    presence: Presence,
  ): Promise<void> {
    const { ctx, viewerId } = this.#listener;
    const { userId, isOnline } = presence;
    await this.#trying(async () => {
      if (!await hearsPresence(ctx, viewerId, { conversationId, userId })) return;
      const id = `${userId}.presence.${isOnline ? "online" : "offline"}.${Date.now()}`;
      this.#send(topic, "presence", id, presenceView(presence));
    });
  }

  #send(topic: string, type: LiveEvent["type"], id: string, data: unknown): void {
    if (!this.#followed.has(topic) || this.#listener.isFull()) return;
    const cursor = this.#markSent(topic);
    if (cursor === undefined) return;
    const event = { id, type, at: new Date().toISOString(), data };
    this.#listener.transport.send({ op: "event", topic, cursor, event });
  }

  async #trying(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (this.#followed.size > 0) this.#listener.failed(error);
    }
  }

  readonly [Symbol.dispose] = once(() => {
    for (const topic of [...this.#followed.keys()]) this.unfollow(topic);
  });
}
