import type { Context } from "../../../context/mod.ts";
import { userTopic } from "../../../domain/events/topics.ts";
import type { UserId } from "../../../domain/ids.ts";
import { MergedLogs } from "../../../actors/topics/merged_logs.ts";
import type { Merged } from "../../../actors/topics/merge_order.ts";
import { type Places, START } from "../../../actors/topics/places.ts";
import { once } from "../../../lib/once.ts";
import type { Source, SourceEntry } from "./log_source.ts";
import { conversationsOf, isAlsoOwn, placesIn } from "./user_topics.ts";

/** The clocks of instances and of Postgres may differ by this, in milliseconds. */
const SKEW_MS = 5000;

type UserEntry = SourceEntry & Merged;

/** The entries of a user's own log, merged with those of their DMs and groups. */
export class UserSource implements Source {
  readonly #ctx: Context;
  readonly #userId: UserId;
  readonly #own: string;
  readonly #from: Places | null;
  readonly #merged: MergedLogs;
  readonly #onNews: () => void;
  readonly #following = new Map<string, Disposable>();
  /** Whether the user may be in other conversations now. */
  #isOutdated = false;
  #isDisposed = false;

  /** The entries after `from`, or from the opening on. */
  constructor(ctx: Context, userId: UserId, from: Places | null, onNews: () => void) {
    this.#ctx = ctx;
    this.#userId = userId;
    this.#own = userTopic(userId);
    this.#from = from;
    this.#onNews = onNews;
    const { logs, heard, kvStores } = ctx;
    const start = placesIn(kvStores.length, this.#own, from ?? [START]);
    this.#merged = new MergedLogs({ logs, own: this.#own, heard }, start);
    if (from !== null) this.#merged.grow(this.#own);
    this.#follow(this.#own);
  }

  get hasNews(): boolean {
    return this.#isOutdated || this.#merged.hasNews;
  }

  async open(): Promise<void> {
    const { cache, logs } = this.#ctx;
    const memberships = await cache.memberships.get(this.#userId);
    if (this.#isDisposed) return;
    const topics = [...conversationsOf(memberships).keys()];
    for (const topic of topics) {
      this.#merged.add(topic);
      this.#follow(topic);
    }
    await logs.listen(topics);
    if (this.#from === null) await this.#merged.startNow();
    else topics.forEach((topic) => this.#merged.grow(topic));
  }

  async next(): Promise<UserEntry[]> {
    if (this.#isOutdated) await this.#update();
    const { logs } = this.#ctx;
    return (await this.#merged.next()).map((merged) => ({
      ...merged,
      cursor: logs.cursor(merged.resume, merged.entry.at),
      isEcho: merged.topic !== this.#own && isAlsoOwn(merged.entry, this.#userId),
    }));
  }

  handled(entry: SourceEntry): void {
    this.#merged.handled(entry as UserEntry);
  }

  cursor(at: number): string {
    return this.#ctx.logs.cursor(this.#merged.resume(), at);
  }

  #follow(topic: string): void {
    if (this.#isDisposed || this.#following.has(topic)) return;
    this.#following.set(topic, this.#ctx.hub.follow(topic, this.#onSignal));
  }

  readonly #onSignal = (signal: string, topic: string): void => {
    if (signal === "appended") this.#merged.grow(topic);
    else if (signal === "permissions" && topic === this.#own) this.#isOutdated = true;
    else return;
    this.#onNews();
  };

  /** Hears of those conversations that the user is in now, of new ones since they joined. */
  async #update(): Promise<void> {
    const { cache, logs } = this.#ctx;
    this.#isOutdated = false;
    try {
      const wanted = conversationsOf(await cache.memberships.get(this.#userId));
      for (const topic of [...this.#merged.topics()]) {
        if (topic !== this.#own && !wanted.has(topic)) this.#leave(topic);
      }
      const added = [...wanted].filter(([topic]) => !this.#merged.has(topic));
      if (added.length === 0) return;
      added.forEach(([topic]) => this.#follow(topic));
      await Promise.all(added.map(async ([topic, joinedAt]) => {
        const position = await logs.since(topic, joinedAt - SKEW_MS);
        this.#merged.add(topic, position);
        this.#merged.grow(topic);
      }));
    } catch (error) {
      this.#isOutdated = true;
      throw error;
    }
  }

  #leave(topic: string): void {
    this.#merged.remove(topic);
    this.#following.get(topic)?.[Symbol.dispose]();
    this.#following.delete(topic);
  }

  readonly [Symbol.dispose] = once(() => {
    this.#isDisposed = true;
    for (const following of this.#following.values()) following[Symbol.dispose]();
    this.#following.clear();
  });
}
