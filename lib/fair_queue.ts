/** How much a {@link FairQueue} takes. */
export interface FairQueueLimits {
  /** Works that run at once. */
  inFlightMax: number;
  /** Works that wait at one door. */
  waitingMax: number;
  /** How long a work waits, in milliseconds. */
  waitMs: number;
}

/** Who wants something done. */
export interface Turn<D extends string> {
  /** Doors are served in turns, so that none is shut by what comes to another. */
  door: D;
  /** Who takes turns at the door, such as a network. */
  asker: string;
  /** Who takes turns among those of one asker, such as an account. */
  part?: string | undefined;
}

/** Thrown where a work would wait for too long. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
}

interface Waiter {
  asker: string;
  part: string | undefined;
  /** How many works of its part were waiting before it. */
  rank: number;
  start(): void;
  refuse(): void;
}

type Lanes = Map<string, Waiter[]>;

/**
 * Runs costly works, few at once. Doors take turns, at a door askers do, and of an asker its parts:
 * much that one of them asks for waits behind itself alone. Everything that waits has a bound and a
 * deadline; where a door is full, whoever has most waiting there makes room.
 */
export class FairQueue<D extends string> {
  readonly #limits: FairQueueLimits;
  readonly #doors: Map<D, Lanes>;
  #inFlight = 0;

  constructor(doors: readonly D[], limits: FairQueueLimits) {
    this.#limits = limits;
    this.#doors = new Map(doors.map((door) => [door, new Map()]));
  }

  /** Works that wait now. */
  get waiting(): number {
    return this.#doors.values().reduce((sum, lanes) => sum + lengthOf(lanes), 0);
  }

  /** Runs a work when it is its turn. Fails with {@link QueueFull}, without a wait where that is known. */
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

  /** Gives the place of a work that has ended to the next one, so that nobody slips in between. */
  #next(): void {
    for (const [door, lanes] of this.#doors) {
      const [first] = lanes;
      if (!first) continue;
      // Who was served goes behind all others: the door, and at it the asker.
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

/** Refuses the last work of whoever has most of them waiting; fails if that is who comes. */
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
