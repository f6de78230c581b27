/** The limits of a {@link FairQueue}. */
export interface FairQueueLimits {
  /** Tasks that run at once. */
  inFlightMax: number;
  /** Tasks that wait at one door. */
  waitingMax: number;
  /** The longest wait of a task, in milliseconds. */
  waitMs: number;
}

/** The place of a task in the queue: its door, its asker and the asker's part. */
export interface Turn<D extends string> {
  /** Doors take turns, so a crowd at one door never blocks another. */
  door: D;
  /** Askers take turns at a door. An asker is, for example, a network. */
  asker: string;
  /** Parts of one asker take turns. A part is, for example, an account. */
  part?: string | undefined;
}

/** Thrown when a task would wait for too long. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
}

interface Waiter {
  asker: string;
  part: string | undefined;
  /** How many tasks of its part waited before it. */
  rank: number;
  start(): void;
  refuse(): void;
}

type Lanes = Map<string, Waiter[]>;

/**
 * Runs costly tasks, only a few at once. Doors take turns, then the askers at a door, then the
 * parts of an asker: a flood from one of them delays only itself. Waiting is bounded in number and
 * in time. At a full door, the asker with the most waiting tasks loses its last one.
 */
export class FairQueue<D extends string> {
  readonly #limits: FairQueueLimits;
  readonly #doors: Map<D, Lanes>;
  #inFlight = 0;

  constructor(doors: readonly D[], limits: FairQueueLimits) {
    this.#limits = limits;
    this.#doors = new Map(doors.map((door) => [door, new Map()]));
  }

  /** How many tasks wait. */
  get waiting(): number {
    return this.#doors.values().reduce((sum, lanes) => sum + lengthOf(lanes), 0);
  }

  /**
   * Runs a task when its turn comes. Throws {@link QueueFull} if the turn would come too late, at
   * once where that is known.
   */
  async run<T>(turn: Turn<D>, work: () => Promise<T>): Promise<T> {
    if (this.#inFlight < this.#limits.inFlightMax) this.#inFlight++;
    else await this.#wait(turn);
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #wait({ door, asker, part }: Turn<D>): Promise<void> {
    const lanes = this.#doors.get(door)!;
    const rank = (lanes.get(asker) ?? []).filter((one) => one.part === part).length;
    if (lengthOf(lanes) >= this.#limits.waitingMax) makeRoom(lanes, { asker, rank });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const end = (settle: () => void) => () => {
      clearTimeout(timer);
      settle();
    };
    const refuse = () => reject(tooMuch());
    const waiter = { asker, part, rank, start: end(resolve), refuse: end(refuse) };
    const timer = setTimeout(() => {
      withdraw(lanes, waiter);
      refuse();
    }, this.#limits.waitMs);
    const lane = lanes.get(asker) ?? [];
    const behind = lane.findIndex((one) => one.rank > rank);
    lanes.set(asker, lane.toSpliced(behind < 0 ? lane.length : behind, 0, waiter));
    return promise;
  }

  /** Hands the slot of a finished task straight to the next one, so that no newcomer takes it. */
  #next(): void {
    for (const [door, lanes] of this.#doors) {
      const [first] = lanes;
      if (!first) continue;
      // A served door moves behind all others, and so does the served asker at that door.
      this.#doors.delete(door);
      this.#doors.set(door, lanes);
      const [asker, [waiter, ...others]] = first;
      lanes.delete(asker);
      if (others.length > 0) lanes.set(asker, others);
      waiter!.start();
      return;
    }
    this.#inFlight--;
  }
}

/** Drops the last task of the asker with the most. Throws unless the newcomer has fewer. */
function makeRoom(lanes: Lanes, { asker, rank }: Pick<Waiter, "asker" | "rank">): void {
  const longest = lanes.values().reduce((one, other) => other.length > one.length ? other : one);
  const last = longest.at(-1)!;
  const ownLength = lanes.get(asker)?.length ?? 0;
  const hasLess = last.asker === asker ? rank < last.rank : ownLength + 1 < longest.length;
  if (!hasLess) throw tooMuch();
  withdraw(lanes, last);
  last.refuse();
}

function withdraw(lanes: Lanes, waiter: Waiter): void {
  const others = lanes.get(waiter.asker)!.filter((one) => one !== waiter);
  if (others.length > 0) lanes.set(waiter.asker, others);
  else lanes.delete(waiter.asker);
}

function lengthOf(lanes: Lanes): number {
  return lanes.values().reduce((sum, { length }) => sum + length, 0);
}

function tooMuch(): QueueFull {
  return new QueueFull("Too much is asked for at once");
}
