import type { Poke, Pokes } from "../../actors/delivery/pokes.ts";
import {
  adoptInstance,
  joinInstances,
  leaveInstances,
  type Members,
  renewLease,
  takeParts,
} from "../../db/outbox/instances.ts";
import type { SqlPool } from "../../db/sql.ts";
import { type Lane, LANES } from "../../domain/events/lanes.ts";
import type { Ownership } from "../../domain/events/ownership.ts";
import { NO_PARTS, type Parts, partsWonBy } from "../../domain/events/parts.ts";
import { newId } from "../../domain/ids.ts";
import { delay } from "../../lib/delay.ts";
import type { Log } from "../../lib/log/log.ts";
import { once } from "../../lib/once.ts";
import { OwnedParts } from "./owned_parts.ts";

/** If one renewal fails, the next one still comes before the lease ends. */
const RENEW_MS = 2750;

interface Options {
  sql: SqlPool;
  pokes: Pokes;
  /** How many KV stores there are. */
  shards: number;
  /** Whether no other program can share the database, so that all other instances are dead. */
  isAlone: boolean;
  log: Log;
  /** Whether nothing can be delivered from here, so that others should take over. */
  isCutOff?(): Promise<boolean>;
  /** Called with the state of the others at each renewal. If it throws, the renewal has failed. */
  onRenewed?(members: Members): void;
  /** Takes over the events that programs of the previous version have left; returns their lanes. */
  adoptOldLanes(heir: string): Promise<Lane[]>;
  /** Called when events may wait in a lane for this instance. */
  onWaiting(lane: Lane, options: { isUrgent: boolean }): void;
}

/**
 * This program as one of the instances that deliver events. It renews its lease, and takes the
 * parts that it should have: those that nobody owns, and those of dead instances. It gives up those
 * that another instance should have, as soon as their deliveries have ended.
 */
export class Membership implements Ownership {
  readonly #options: Options;
  readonly #stop = new AbortController();
  #id = newId();
  #parts: OwnedParts;
  #isMember = false;
  #isAlone: boolean;
  #listening: AsyncDisposable | null = null;
  #renewing: Promise<void> = Promise.resolve();
  #renewedAt = performance.now();
  /** Aborted when the lease should be renewed at once. */
  #early = new AbortController();

  constructor(options: Options) {
    this.#options = options;
    this.#isAlone = options.isAlone;
    this.#parts = new OwnedParts(options.shards);
  }

  get id(): string {
    return this.#id;
  }

  get takeovers(): number {
    return this.#parts.takeovers;
  }

  /** Whether other instances deliver some of the events. */
  get hasOthers(): boolean {
    return this.#parts.others().size > 0;
  }

  /** Whether it owns the first part, as one of all instances does. */
  get isFirst(): boolean {
    return (this.#parts.own("main") & 1n) !== NO_PARTS;
  }

  /** Joins the instances, and stays one of them until disposed. */
  async start(): Promise<void> {
    await this.#renew();
    this.#renewing = this.#keepRenewing();
  }

  parts(lane: Lane, shard: number): Parts {
    return this.#parts.kept(lane, shard);
  }

  surplus(lane: Lane, shard: number): Parts {
    return this.#parts.surplus(lane, shard);
  }

  isMoving(lane: Lane, shard: number): boolean {
    return this.isAdopting(lane, shard) || this.surplus(lane, shard) !== NO_PARTS;
  }

  isAdopting(lane: Lane, shard: number): boolean {
    return this.#parts.isAdopting(lane, shard);
  }

  activate(lane: Lane, shard: number): void {
    this.#parts.activate(lane, shard);
  }

  released(lane: Lane, parts: Parts): void {
    this.#parts.remove(lane, parts);
    for (const other of this.#parts.others()) this.#options.pokes.send(other, "instances");
  }

  lost(): void {
    this.#early.abort();
  }

  /** Wakes the instances that deliver these parts of a lane. */
  wake(lane: Lane, parts: Parts, { isUrgent }: { isUrgent: boolean }): void {
    if ((parts & this.#parts.own(lane)) !== NO_PARTS) this.#options.onWaiting(lane, { isUrgent });
    for (const owner of this.#parts.ownersOf(lane, parts)) {
      this.#options.pokes.send(owner, isUrgent ? "urgent_events" : "events");
    }
  }

  async #keepRenewing(): Promise<void> {
    const stop = this.#stop.signal;
    while (!stop.aborted) {
      await delay(RENEW_MS, AbortSignal.any([stop, this.#early.signal]));
      if (stop.aborted) return;
      this.#early = new AbortController();
      try {
        if (await this.#options.isCutOff?.()) throw new Error("KV cannot be reached from here");
        await this.#renew();
      } catch (error) {
        this.#options.log.warn("lease not renewed", { error });
      }
    }
  }

  async #renew(): Promise<void> {
    const { sql, onWaiting } = this.#options;
    if (!this.#isMember) await joinInstances(sql, this.#id);
    this.#isMember = true;
    const members = await renewLease(sql, this.#id);
    // The others have thought this instance dead, and have taken over what it owned.
    if (!members.isMember) return await this.#rejoin();
    this.#options.onRenewed?.(members);
    await this.#adoptDead(members);
    const living = this.#isAlone ? [this.#id] : members.living;
    this.#isAlone = false;
    this.#parts.wanted = partsWonBy(this.#id, living);
    await this.#listen(living.length > 1);
    await this.#take(members);
    if (members.hasOldLanes) await this.#adoptOldLanes();
    for (const lane of members.waiting) onWaiting(lane, { isUrgent: false });
  }

  async #rejoin(): Promise<void> {
    await this.#listen(false);
    this.#id = newId();
    this.#isMember = false;
    this.#parts = new OwnedParts(this.#options.shards);
    await this.#renew();
  }

  async #adoptDead({ dead, living }: Members): Promise<void> {
    const sinceMs = performance.now() - this.#renewedAt;
    this.#renewedAt = performance.now();
    // After an interruption that concerned all, others need time to renew their leases as well.
    if (sinceMs > 2 * RENEW_MS) return;
    const all = this.#isAlone ? [...dead, ...living] : dead;
    for (const id of all) if (id !== this.#id) await this.#adopt(id);
  }

  async #adopt(dead: string): Promise<void> {
    const { sql, log, onWaiting } = this.#options;
    const how = { dead, heir: this.#id, mayLive: this.#isAlone };
    const adopted = await adoptInstance(sql, how);
    if (adopted === null) return;
    log.info("instance taken over", { instance: dead });
    for (const lane of LANES) {
      const parts = adopted.get(lane);
      if (parts === undefined) continue;
      this.#parts.adopt(lane, parts);
      onWaiting(lane, { isUrgent: true });
    }
  }

  async #adoptOldLanes(): Promise<void> {
    for (const lane of await this.#options.adoptOldLanes(this.#id)) {
      this.#parts.adopt(lane, NO_PARTS);
      this.#options.onWaiting(lane, { isUrgent: true });
    }
  }

  /** Takes free parts that this instance should have. Wakes the lanes that should give some up. */
  async #take({ owners }: Members): Promise<void> {
    const { sql, onWaiting } = this.#options;
    for (const [lane, free] of this.#parts.learn(this.#id, owners)) {
      const wanted = free & this.#parts.wanted;
      if (wanted === NO_PARTS) continue;
      this.#parts.add(lane, await takeParts(sql, lane, this.#id, wanted));
      onWaiting(lane, { isUrgent: true });
    }
    for (const lane of LANES) {
      const hasSurplus = (this.#parts.own(lane) & ~this.#parts.wanted) !== NO_PARTS;
      if (hasSurplus) onWaiting(lane, { isUrgent: true });
    }
  }

  /** Listens to pokes while there are others. */
  async #listen(hasOthers: boolean): Promise<void> {
    if (!hasOthers) {
      await this.#listening?.[Symbol.asyncDispose]();
      this.#listening = null;
    } else {
      this.#listening ??= this.#options.pokes.listen(this.#id, (poke) => this.#poked(poke));
    }
  }

  #poked(poke: Poke): void {
    if (poke === "instances") return this.#early.abort();
    for (const lane of LANES) {
      this.#options.onWaiting(lane, { isUrgent: poke === "urgent_events" });
    }
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    const { sql, pokes } = this.#options;
    this.#stop.abort();
    await this.#renewing;
    await this.#listen(false);
    if (!this.#isMember) return;
    await leaveInstances(sql, this.#id).catch(() => {});
    for (const other of this.#parts.others()) pokes.send(other, "instances");
    await pokes.settled();
  });
}
