import type { Members } from "../../db/conversations/members.ts";
import type { SqlPool } from "../../db/sql.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { ONLINE_FOR_MS, type Presence, toMinute } from "../../domain/presence/presence.ts";
import { within } from "../../lib/deadline.ts";
import type { Log } from "../../lib/log/log.ts";
import { once } from "../../lib/once.ts";
import { type OnPresence, PresenceChanges } from "./changes.ts";
import { LastSeen } from "./last_seen.ts";
import { OnlineElsewhere } from "./online_elsewhere.ts";
import { OnlineHere } from "./online_here.ts";
import { OnlineRows } from "./online_rows.ts";

const TICK_MS = 5000;
/** A request waits so long for the rows of other instances, in milliseconds. */
const READ_MS_MAX = 400;
const LAST_RECORD_MS_MAX = 2000;

/** The resources of {@link OnlinePeople}. */
export interface PresenceOptions {
  sql: SqlPool;
  /** The store in which all instances write who is online. */
  kv: Deno.Kv;
  loadMembers(ids: ConversationId[]): Promise<ReadonlyMap<string, Members>>;
  /** The id of this instance. */
  self: string;
  /** Whether there are other instances. */
  hasOthers(): boolean;
  log: Log;
}

/**
 * The people who are online, here and elsewhere. Nobody stores them: an instance knows its own
 * connections. One without others uses no KV for it, and one without connections does nothing.
 */
export class OnlinePeople implements AsyncDisposable {
  readonly #options: PresenceOptions;
  readonly #here = new OnlineHere();
  readonly #rows: OnlineRows;
  readonly #elsewhere: OnlineElsewhere;
  readonly #lastSeen: LastSeen;
  readonly #changes = new PresenceChanges();
  #clock: ReturnType<typeof setInterval> | undefined;
  #exchanging: Promise<void> | null = null;
  #recording: Promise<void> | null = null;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#rows = new OnlineRows(options.kv, options.self);
    this.#elsewhere = new OnlineElsewhere(this.#rows);
    this.#lastSeen = new LastSeen(options.sql, this.#here, Date.now());
  }

  /** Counts a live connection of this user, until disposed. */
  connect(userId: UserId): Disposable {
    const at = Date.now();
    const wasOffline = this.#here.begin(userId);
    if (wasOffline && !this.#elsewhere.has(userId, at)) this.#changes.add({ userId, at });
    this.#clock ??= setInterval(() => void this.tick(), TICK_MS);
    return { [Symbol.dispose]: once(() => this.#here.end(userId, Date.now())) };
  }

  /** Calls `onPresence` when a member of a DM or a group comes or goes, until disposed. */
  follow(id: ConversationId, onPresence: OnPresence): Disposable {
    return this.#changes.follow(id, onPresence);
  }

  /** Returns the presence of a user whom Postgres has last seen at `recordedAt`. */
  of(userId: UserId, recordedAt: number | null, now: number = Date.now()): Presence {
    const isOnline = this.#here.has(userId) || this.#elsewhere.has(userId, now);
    const seenAt = isOnline ? now : this.#lastSeen.of(userId) ?? recordedAt;
    return { userId, isOnline, lastSeenAt: seenAt === null ? null : toMinute(seenAt) };
  }

  /** Reads who is online at the other instances, unless that was done a moment ago. */
  async current(now: number = Date.now()): Promise<void> {
    if (!this.#options.hasOthers() || this.#elsewhere.isFresh(now)) return;
    await within(READ_MS_MAX, this.#read(now)).catch((error) => this.#failed(error));
  }

  /** Does what is due. It is called every few seconds while people are online here. */
  async tick(now: number = Date.now()): Promise<void> {
    for (const gone of this.#here.sweep(now)) {
      this.#lastSeen.add(gone);
      if (!this.#elsewhere.has(gone.userId, now)) this.#changes.add(gone);
    }
    this.#exchanging ??= this.#exchange(now).catch((error) => this.#failed(error))
      .finally(() => this.#exchanging = null);
    this.#recording ??= this.#lastSeen.record(now).catch((error) => this.#failed(error))
      .finally(() => this.#recording = null);
    await Promise.all([this.#exchanging, this.#recording]);
    if (this.#here.size === 0 && this.#lastSeen.isDone && !this.#rows.isWritten) this.#stop();
  }

  /** Tells the others who is here, reads who is there, and announces who has come or gone. */
  async #exchange(now: number): Promise<void> {
    const hasOthers = this.#options.hasOthers();
    if (hasOthers || this.#rows.isWritten) {
      await this.#rows.write(hasOthers ? this.#here.userIds() : [], now);
    }
    if (!this.#changes.isFollowed) return;
    if (hasOthers) await this.#read(now);
    await this.#changes.announce(
      now,
      (ids) => this.#options.loadMembers(ids),
      ({ userId, at }) => this.of(userId, at, now),
    );
  }

  async #read(now: number): Promise<void> {
    for (const userId of await this.#elsewhere.read(now)) {
      // Another instance tells of them when the time without a connection has passed.
      const at = now - ONLINE_FOR_MS;
      if (!this.#here.has(userId)) this.#changes.add({ userId, at });
    }
  }

  #failed(error: unknown): void {
    this.#options.log.warn("presence is out of date", { error });
  }

  #stop(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    this.#stop();
    await Promise.all([this.#exchanging, this.#recording, this.#elsewhere.settled()]);
    const recording = this.#lastSeen.record(Date.now(), { isLast: true });
    await within(LAST_RECORD_MS_MAX, recording).catch(() => {});
  });
}
