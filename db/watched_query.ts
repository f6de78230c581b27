import { AppError } from "../lib/errors.ts";
import type { Deadlines, Waiting } from "./deadlines.ts";

/** A query of the driver, with the fields that its deadline needs. */
export interface DriverQuery {
  /** Sends the query, or lets it wait for a connection. */
  handler(query: DriverQuery): void;
  /** The backend that has the query; null while it waits for a connection. */
  state: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  /** Takes a query that waits for a connection out of the queue. */
  cancel(): void;
}

/** Where queries go: a pool, or a transaction. */
export interface Line {
  /** Queries that the server has not answered. */
  running: number;
  /** How many the server has answered. */
  answers: number;
  /** Called when a caller is told that there is no answer. */
  onLate(error: AppError): void;
  /** Called when the server has stopped to answer: its connections are dead. */
  onDead(): void;
}

/** The error of whoever waited too long for Postgres. Whether a write was kept is not known. */
export function noAnswer(): AppError {
  return new AppError("unavailable", "The database does not answer; try again");
}

/**
 * A query on its way. Its caller waits no longer than the deadline, be it for a connection or for
 * the server. The server ends a statement of itself before that; if it has not, it is dead.
 */
export class WatchedQuery implements Waiting {
  dueAt = 0;
  /** Whether the server had nothing to do before it. */
  isFirst = false;
  readonly #query: DriverQuery;
  readonly #deadlines: Deadlines;
  readonly #line: Line;
  readonly #answersBefore: number;
  readonly #reject: (error: unknown) => void;
  #late: AppError | null = null;

  constructor(query: DriverQuery, deadlines: Deadlines, line: Line) {
    const { resolve, reject } = query;
    this.#query = query;
    this.#deadlines = deadlines;
    this.#line = line;
    this.#answersBefore = line.answers;
    line.running++;
    this.#reject = reject;
    query.resolve = (result) => {
      deadlines.end(this);
      line.running--;
      line.answers++;
      resolve(result);
    };
    query.reject = (error) => {
      deadlines.end(this);
      line.running--;
      reject(this.#late ?? error);
    };
    deadlines.begin(this);
  }

  expire(): void {
    if (this.#late !== null) return this.#line.onDead();
    const late = this.#late = noAnswer();
    if (this.#query.state === null) {
      const isSilent = this.#line.answers === this.#answersBefore;
      this.#query.cancel();
      return isSilent ? this.#line.onDead() : undefined;
    }
    this.#reject(late);
    this.#line.onLate(late);
    if (this.isFirst) this.#line.onDead();
    // Others were before it on this connection: it gets their time as well.
    else this.#deadlines.begin(this);
  }
}
