import { type Poke, PokeListener } from "../../actors/delivery/pokes.ts";
import {
  adoptInstance,
  joinInstances,
  leaveInstances,
  type Members,
  renewLease,
  takeParts,
} from "../../db/outbox/instances.ts";
import { type Lane, LANES } from "../../domain/events/lanes.ts";
import type { Ownership } from "../../domain/events/ownership.ts";
import { ALL_PARTS, NO_PARTS, type Parts, partsWonBy } from "../../domain/events/parts.ts";
import { newId } from "../../domain/ids.ts";
import { delay } from "../../lib/delay.ts";
import { once } from "../../lib/once.ts";
import type { MembershipOptions } from "./membership_options.ts";
import { OwnedParts } from "./owned_parts.ts";

/** If one renewal fails, the next one still comes before the lease ends. */
const RENEW_MS = 2750;

/**
 * This program as one of the instances that deliver events. It renews its lease, and takes the
 * parts that it should have: those that nobody owns, and those of dead instances. It gives up those
 * that another instance should have, as soon as their deliveries have ended.
 */
export class Membership implements Ownership {
  readonly #options: MembershipOptions;
  readonly #stop = new AbortController();
  #id = newId();
  #parts: OwnedParts;
  /** The other living instances. */
  #others: readonly string[] = [];
  #isMember = false;
  #isAlone: boolean;
  readonly #listener: PokeListener;
  #renewing: Promise<void> = Promise.resolve();
  #renewedAt = performance.now();
  /** Aborted when the lease should be renewed at once. */
  #early = new AbortController();

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#isAlone = options.isAlone;
    this.#parts = new OwnedParts(options.shards);
    this.#listener = new PokeListener(options.pokes, (poke) => this.#poked(poke));
  }

  get id(): string {
    return this.#id;
  }

  get takeovers(): number {
    return this.#parts.takeovers;
  }

  /** Whether other instances deliver some of the events, or will. */
  get hasOthers(): boolean {
    return LANES.some((lane) => this.#parts.own(lane) !== ALL_PARTS);
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

  isMoving(lane: Lane, shard: number): boolean {
    return this.isAdopting(lane, shard) || this.#parts.surplus(lane, shard) !== NO_PARTS;
  }

  isAdopting(lane: Lane, shard: number): boolean {
    return this.#parts.isAdopting(lane, shard);
  }

  activate(lane: Lane, shard: number): void {
    this.#parts.activate(lane, shard);
  }

  async giveUp(lane: Lane, shard: number, release: (parts: Parts) => Promise<void>): Promise<void> {
    const surplus = this.#parts.surplus(lane, shard);
    if (surplus === NO_PARTS) return;
    // Another instance may take them as soon as Postgres knows.
    this.#parts.remove(lane, surplus);
    await this.#change(() => release(surplus));
    this.#pokeOthers();
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
    if (!this.#isMember) await this.#join();
    const members = await renewLease(this.#options.sql, this.#id);
    if (!members.isMember) {
      // The others have thought this instance dead, and have taken over what it owned.
      this.#isMember = false;
      return await this.#renew();
    }
    this.#options.onRenewed?.(members);
    await this.#change(() => this.#follow(members));
    if (members.hasOldLanes) await this.#adoptOldLanes();
    for (const lane of members.waiting) this.#options.onWaiting(lane, { isUrgent: false });
  }

  /** Joins the instances under a new id, and gives up what it owned under the last one. */
  async #join(): Promise<void> {
    const { sql, shards } = this.#options;
    const left = this.#id;
    this.#id = newId();
    this.#parts = new OwnedParts(shards);
    await this.#listener.listenAs(null);
    await leaveInstances(sql, left);
    await joinInstances(sql, this.#id);
    this.#isMember = true;
  }

  /**
   * Changes who owns parts. After a failure nobody knows what this instance owns, so it leaves, and
   * joins again under another id.
   */
  async #change<T>(change: () => Promise<T>): Promise<T> {
    const { id } = this;
    try {
      return await change();
    } catch (error) {
      if (id === this.#id) this.#isMember = false;
      throw error;
    }
  }

  /** Takes and gives up parts, as the instances have changed. */
  async #follow(members: Members): Promise<void> {
    await this.#adoptDead(members);
    const living = this.#isAlone ? [this.#id] : members.living;
    this.#isAlone = false;
    this.#others = living.filter((id) => id !== this.#id);
    this.#parts.wanted = partsWonBy(this.#id, living);
    await this.#listener.listenAs(living.length > 1 ? this.#id : null);
    await this.#take(members);
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
    const { sql, log } = this.#options;
    const how = { dead, heir: this.#id, mayLive: this.#isAlone };
    const adopted = await adoptInstance(sql, how);
    if (adopted === null) return;
    log.info("instance taken over", { instance: dead });
    this.#adopted(adopted);
  }

  async #adoptOldLanes(): Promise<void> {
    // After a failure, any of them may have been taken over.
    let lanes: readonly Lane[] = LANES;
    try {
      lanes = await this.#options.adoptOldLanes(this.#id);
    } finally {
      this.#adopted(lanes.map((lane) => [lane, NO_PARTS]));
    }
  }

  #adopted(lanes: Iterable<[Lane, Parts]>): void {
    for (const [lane, parts] of lanes) {
      this.#parts.adopt(lane, parts);
      this.#options.onWaiting(lane, { isUrgent: true });
    }
  }

  /** Takes free parts that this instance should have. Wakes the lanes that should give some up. */
  async #take({ owners }: Members): Promise<void> {
    const { sql, onWaiting } = this.#options;
    for (const [lane, free] of this.#parts.learn(this.#id, owners)) {
      const wanted = free & this.#parts.wanted;
      if (wanted === NO_PARTS) continue;
      const taken = await takeParts(sql, lane, this.#id, wanted);
      this.#parts.add(lane, taken);
      onWaiting(lane, { isUrgent: true });
      // The writers of events must know whom to wake.
      if (taken !== NO_PARTS) this.#pokeOthers();
    }
    for (const lane of this.#parts.lanesWithSurplus()) onWaiting(lane, { isUrgent: true });
  }

  /** Lets the others renew their leases now, as parts have changed hands. */
  #pokeOthers(): void {
    for (const other of this.#others) this.#options.pokes.send(other, "instances");
  }

  #poked(poke: Poke): void {
    if (poke === "instances") return this.#early.abort();
    const isUrgent = poke === "urgent_events";
    for (const lane of LANES) this.#options.onWaiting(lane, { isUrgent });
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    const { sql, pokes } = this.#options;
    this.#stop.abort();
    await this.#renewing;
    await this.#listener.listenAs(null);
    if (!this.#isMember) return;
    await leaveInstances(sql, this.#id).catch(() => {});
    this.#pokeOthers();
    await pokes.settled();
  });
}
