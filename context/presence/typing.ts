import { typingMessage } from "../../actors/topics/cluster_log.ts";
import type { ShardInterests } from "../../actors/runtime/shard_interests.ts";
import { shardOfId } from "../../actors/runtime/shards.ts";
import { conversationTopic, userTopic } from "../../domain/events/topics.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import {
  type Typing,
  TYPING_FOLLOWERS_MAX,
  TYPING_INTERVAL_MS,
  TYPING_MS,
} from "../../domain/presence/presence.ts";
import { once } from "../../lib/once.ts";
import type { Log } from "../../lib/log/log.ts";

/** Everybody who types within this time is in one message to the other instances. */
const SEND_MS = 200;
/** A message stays below the 64 KiB of a value. Others who type are left out. */
const TYPING_A_MESSAGE_MAX = 400;

/** Called when somebody types in a conversation. */
export type OnTyping = (typing: Typing) => void;

interface TypingMembers {
  members: readonly { userId: UserId }[];
}

/** The resources of {@link TypingPeople}. */
export interface TypingOptions {
  kvStores: readonly Deno.Kv[];
  interests: ShardInterests;
  /** Returns the members of DMs and groups. Rooms have none. */
  loadMembers(ids: ConversationId[]): Promise<ReadonlyMap<string, TypingMembers>>;
  /** The id of this instance. */
  self: string;
  /** Whether there are other instances. */
  hasOthers(): boolean;
  log: Log;
}

/** The people who type. It is told to live connections of all instances, and kept nowhere. */
export class TypingPeople implements AsyncDisposable {
  readonly #options: TypingOptions;
  readonly #followers = new Map<string, Set<OnTyping>>();
  /** When somebody has last typed, in Unix milliseconds, the oldest first. */
  readonly #typedAt = new Map<UserId, number>();
  #unsent: Typing[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  /** Calls `onTyping` for a conversation, or for the DMs and groups of a user, until disposed. */
  follow(topic: string, onTyping: OnTyping): Disposable {
    const followers = this.#followers.get(topic) ?? new Set();
    this.#followers.set(topic, followers.add(onTyping));
    return {
      [Symbol.dispose]: once(() => {
        followers.delete(onTyping);
        if (followers.size === 0) this.#followers.delete(topic);
      }),
    };
  }

  /** Whether this person may be shown to type now: not if they were a moment ago. */
  take(userId: UserId, now: number = Date.now()): boolean {
    for (const [id, at] of this.#typedAt) {
      if (Math.abs(now - at) < TYPING_INTERVAL_MS) break;
      this.#typedAt.delete(id);
    }
    if (this.#typedAt.has(userId)) return false;
    this.#typedAt.set(userId, now);
    return true;
  }

  /** Shows that somebody types. */
  async add(
    conversationId: ConversationId,
    userId: UserId,
    now: number = Date.now(),
  ): Promise<void> {
    const typing = { conversationId, userId, until: now + TYPING_MS };
    if (this.#options.hasOthers() && this.#unsent.length < TYPING_A_MESSAGE_MAX) {
      this.#unsent.push(typing);
      this.#timer ??= setTimeout(() => this.#send(), SEND_MS);
    }
    await this.#show(typing);
  }

  /** Shows who types at another instance. */
  heard(by: string, typing: readonly Typing[]): void {
    if (by === this.#options.self || this.#followers.size === 0) return;
    const now = Date.now();
    for (const { until, ...one } of typing) {
      if (until <= now) continue;
      const shown = { ...one, until: Math.min(until, now + TYPING_MS) };
      this.#show(shown).catch((error) => this.#failed(error));
    }
  }

  async #show(typing: Typing): Promise<void> {
    const { conversationId } = typing;
    if (this.#followers.size === 0) return;
    const loaded = await this.#options.loadMembers([conversationId]);
    const members = loaded.get(conversationId)?.members ?? [];
    const looking = this.#followers.get(conversationTopic(conversationId)) ?? new Set();
    const isCrowded = members.length === 0 && looking.size > TYPING_FOLLOWERS_MAX;
    if (!isCrowded) { for (const onTyping of looking) onTyping(typing); }
    for (const { userId } of members) {
      for (const onTyping of this.#followers.get(userTopic(userId)) ?? []) onTyping(typing);
    }
  }

  #send(): void {
    this.#timer = undefined;
    const unsent = this.#unsent;
    this.#unsent = [];
    const { kvStores } = this.#options;
    const byShard = Map.groupBy(
      unsent,
      ({ conversationId }) => shardOfId(conversationTopic(conversationId), kvStores.length),
    );
    const sending = Array.from(byShard, ([shard, typing]) => this.#sendTo(shard, typing));
    this.#sending = Promise.all([this.#sending, ...sending])
      .then(() => {}, (error) => this.#failed(error));
  }

  /** Writes what instances have an interest in. */
  async #sendTo(shard: number, typing: readonly Typing[]): Promise<void> {
    const { kvStores, interests, self } = this.#options;
    const all = interests.all[shard]!;
    await all.refresh();
    const wanted = typing.filter(({ conversationId }) =>
      all.has(conversationTopic(conversationId))
    );
    if (wanted.length === 0) return;
    const kv = kvStores[shard]!;
    await typingMessage(kv, { by: self, typing: wanted }).commit();
  }

  #failed(error: unknown): void {
    this.#options.log.warn("typing is not shown everywhere", { error });
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    clearTimeout(this.#timer);
    await this.#sending;
  });
}
