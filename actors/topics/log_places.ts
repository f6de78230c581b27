import { partOf, shardOfPart } from "../../domain/events/parts.ts";
import { latest, placeAfter, placeInLog, type Places, type Position } from "./places.ts";
import type { TopicLogs } from "./topics.ts";

/** The logs that are merged. */
export interface MergedLogsOptions {
  logs: TopicLogs;
  /** The log that is always among them. */
  own: string;
  /** Returns the newest commit of each KV store whose growth of topics was signalled here. */
  heard(): readonly string[];
}

/** The places up to which several logs were sent, each for itself and all of them together. */
export class LogPlaces {
  readonly #options: MergedLogsOptions;
  readonly #shards: number;
  readonly #sent = new Map<string, Position | null>();
  /** Nothing before these places is wanted. */
  #start: Places;
  #reached: Places;

  constructor(options: MergedLogsOptions, start: Places) {
    this.#options = options;
    this.#shards = start.length;
    this.#start = start;
    this.#reached = start;
    this.#sent.set(options.own, null);
  }

  /** The places up to which every log was sent. */
  get reached(): Places {
    return this.#reached;
  }

  has(topic: string): boolean {
    return this.#sent.has(topic);
  }

  topics(): Iterable<string> {
    return this.#sent.keys();
  }

  add(topic: string, position: Position | null): void {
    if (!this.has(topic)) this.#sent.set(topic, position);
  }

  remove(topic: string): void {
    this.#sent.delete(topic);
  }

  /** Moves all places behind everything that the logs have now. */
  async startNow(): Promise<void> {
    const { logs, own } = this.#options;
    const topics = [...this.#sent.keys()].filter((topic) => topic !== own);
    const [head, heads] = await Promise.all([logs.head(own), this.#heads(topics)]);
    const start = [...this.#start];
    start[this.shardOf(own)] = head;
    for (const [topic, stamp] of heads) {
      const shard = this.shardOf(topic);
      start[shard] = latest(start[shard]!, placeAfter(stamp));
    }
    this.#start = this.#reached = start;
  }

  /** Records that a log was sent up to a position, and all of them up to these places. */
  move(topic: string, position: Position, reached: Places): void {
    this.#reached = reached;
    if (this.has(topic)) this.#sent.set(topic, position);
  }

  /** Records that everything that was heard of was sent. */
  catchUp(): void {
    if (this.#sent.size === 1) return;
    this.#reached = this.#options.heard().map((heard, shard) =>
      latest(placeAfter(heard), this.#start[shard]!)
    );
    // Most logs were sent up to a place before that.
    for (const [topic, position] of this.#sent) {
      const isBefore = position !== null &&
        position.versionstamp <= this.#reached[this.shardOf(topic)]!.versionstamp;
      if (isBefore) this.#sent.set(topic, null);
    }
  }

  /** Returns a place, or an earlier one up to which it was known which logs have grown. */
  clip(place: Position, shard: number, heard: readonly string[]): Position {
    // Of one log alone every entry is known.
    if (this.#sent.size === 1) return { versionstamp: place.versionstamp, index: place.index };
    const known = heard[shard]! < place.versionstamp ? placeAfter(heard[shard]!) : place;
    return latest(known, this.#start[shard]!);
  }

  /** Returns the place after which a log is read. */
  of(topic: string): Position {
    return this.#sent.get(topic) ?? placeInLog(this.#reached[this.shardOf(topic)]!, topic);
  }

  shardOf(topic: string): number {
    return shardOfPart(partOf(topic), this.#shards);
  }

  /** Returns those of these topics that have entries after their places, by their heads. */
  async longer(topics: readonly string[]): Promise<string[]> {
    const { own } = this.#options;
    const heads = await this.#heads(topics.filter((topic) => topic !== own));
    return topics.filter((topic) =>
      topic === own || heads.get(topic)! >= this.of(topic).versionstamp
    );
  }

  async #heads(topics: readonly string[]): Promise<Map<string, string>> {
    const { logs } = this.#options;
    const byShard = Map.groupBy(topics, (topic) => this.shardOf(topic));
    const heads = await Promise.all(Array.from(byShard.values(), (some) => logs.heads(some)));
    return new Map(heads.flatMap((some) => [...some]));
  }
}
