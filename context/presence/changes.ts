import type { Members } from "../../db/conversations/members.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { type Presence, PRESENCE_INTERVAL_MS } from "../../domain/presence/presence.ts";
import { once } from "../../lib/once.ts";
import type { Seen } from "./online_here.ts";

/** Called when a member of a conversation comes online or goes offline. */
export type OnPresence = (presence: Presence) => void;

/** Tells the followers of conversations who of the members comes and goes. */
export class PresenceChanges {
  readonly #followers = new Map<ConversationId, Set<OnPresence>>();
  /** Those who have come or gone and are not announced yet, and when. */
  readonly #changed = new Map<UserId, number>();
  /** When somebody was announced within the last interval. */
  readonly #announced = new Map<UserId, number>();

  /** Whether anybody follows a conversation. */
  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }

  /** Calls `onPresence` when somebody in the conversation comes or goes, until disposed. */
  follow(id: ConversationId, onPresence: OnPresence): Disposable {
    const followers = this.#followers.get(id) ?? new Set();
    this.#followers.set(id, followers.add(onPresence));
    return {
      [Symbol.dispose]: once(() => {
        followers.delete(onPresence);
        if (followers.size > 0) return;
        this.#followers.delete(id);
        if (!this.isFollowed) this.#changed.clear();
      }),
    };
  }

  /** Remembers that somebody has come or gone, until it is announced. */
  add({ userId, at }: Seen): void {
    if (this.isFollowed) this.#changed.set(userId, at);
  }

  /** Announces those who were not announced within the interval. The others wait for their turn. */
  async announce(
    now: number,
    loadMembers: (ids: ConversationId[]) => Promise<ReadonlyMap<string, Members>>,
    presenceOf: (seen: Seen) => Presence,
  ): Promise<void> {
    for (const [userId, at] of this.#announced) {
      if (now - at >= PRESENCE_INTERVAL_MS) this.#announced.delete(userId);
    }
    const due = [...this.#changed].filter(([userId]) => !this.#announced.has(userId));
    if (due.length === 0) return;
    const members = await loadMembers([...this.#followers.keys()]);
    const presences = new Map(due.map(([userId, at]) => [userId, presenceOf({ userId, at })]));
    for (const [userId] of due) this.#changed.delete(userId);
    for (const [id, followers] of this.#followers) {
      for (const { userId, isRequest } of members.get(id)?.members ?? []) {
        const presence = presences.get(userId);
        if (presence === undefined || isRequest) continue;
        this.#announced.set(userId, now);
        for (const onPresence of followers) onPresence(presence);
      }
    }
  }
}
