import { AppError } from "../lib/errors.ts";
import type { Deadlines, Waiting } from "./deadlines.ts";

/** A query of the driver, with the fields that its deadline needs. */
export interface DriverQuery {
  /** Sends the query, or lets it wait for a connection. */
  handler(query: DriverQuery): void;
  /** The backend that has the query; null while it waits for a connection. */
  state: unknown;
  /** Whether the server works on it, and not on others before it on the connection. */
  active?: boolean;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  /** Takes a query that waits for a connection out of the queue. */
  cancel(): void;
}

/** Where queries go: a pool, or a transaction. */
export interface Line {
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
  readonly #query: DriverQuery;
  readonly #deadlines: Deadlines;
  readonly #line: Line;
  readonly #answersBefore: number;
  readonly #reject: (error: unknown) => void;
  #late: AppError | null = null;
  /** Whether the server has worked on it since its time began. */
  #isRunning = false;

  constructor(query: DriverQuery, deadlines: Deadlines, line: Line) {
    const { resolve, reject } = query;
    this.#query = query;
    this.#deadlines = deadlines;
    this.#line = line;
    this.#answersBefore = line.answers;
    this.#reject = reject;
    query.resolve = (result) => {
      deadlines.end(this);
      line.answers++;
      resolve(result);
    };
    query.reject = (error) => {
      deadlines.end(this);
      reject(this.#late ?? error);
    };
    deadlines.begin(this);
  }

  /** Says that the driver has sent it, or lets it wait. */
  sent(): void {
    this.#isRunning = this.#query.active === true;
  }

  expire(): void {
    if (this.#late === null && this.#query.state === null) {
      this.#late = noAnswer();
      const isSilent = this.#line.answers === this.#answersBefore;
      this.#query.cancel();
      return isSilent ? this.#line.onDead() : undefined;
    }
    if (this.#late === null) {
      this.#late = noAnswer();
      this.#reject(this.#late);
      this.#line.onLate(this.#late);
    }
    if (this.#isRunning) return this.#line.onDead();
    // Others were before it on this connection: it gets their time as well.
    this.sent();
    this.#deadlines.begin(this);
  }
}
