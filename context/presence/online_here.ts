import type { UserId } from "../../domain/ids.ts";
import { ONLINE_FOR_MS } from "../../domain/presence/presence.ts";

/** Somebody who was online until a time, in Unix milliseconds. */
export interface Seen {
  userId: UserId;
  at: number;
}

/** The people who have a live connection to this instance, or had one a moment ago. */
export class OnlineHere {
  readonly #people = new Map<UserId, { connections: number; leftAt: number }>();

  /** Counts a new connection; returns whether its user was offline before. */
  begin(userId: UserId): boolean {
    const person = this.#people.get(userId);
    if (person === undefined) this.#people.set(userId, { connections: 1, leftAt: 0 });
    else person.connections++;
    return person === undefined;
  }

  /** Counts a connection that has ended. */
  end(userId: UserId, now: number): void {
    const person = this.#people.get(userId)!;
    person.connections--;
    person.leftAt = now;
  }

  has(userId: UserId): boolean {
    return this.#people.has(userId);
  }

  get size(): number {
    return this.#people.size;
  }

  userIds(): UserId[] {
    return [...this.#people.keys()];
  }

  /** Returns each person with the time at which they were last connected. */
  seen(now: number): Seen[] {
    return Array.from(this.#people, ([userId, { connections, leftAt }]) => ({
      userId,
      at: connections > 0 ? now : leftAt,
    }));
  }

  /** Forgets those who have been away for too long, and returns them. */
  sweep(now: number): Seen[] {
    const gone: Seen[] = [];
    for (const [userId, { connections, leftAt }] of this.#people) {
      if (connections > 0 || now - leftAt < ONLINE_FOR_MS) continue;
      this.#people.delete(userId);
      gone.push({ userId, at: leftAt });
    }
    return gone;
  }
}
