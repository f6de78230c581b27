import { AppError } from "../lib/errors.ts";
import type { Deadlines, Waiting } from "./deadlines.ts";

/** A query of the driver, with the fields that its deadline needs. */
export interface DriverQuery {
  /** Sends the query, or lets it wait for a connection. */
  handler(query: DriverQuery): void;
  /** The backend that has the query; null while it waits for a connection. */
  state: unknown;
  /** Whether the server works on this query, not on earlier ones of the same connection. */
  active?: boolean;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  /** Removes a query that waits for a connection from the queue. */
  cancel(): void;
  /** Asks the server, by another connection, to end the query. Null after that. */
  canceller: ((query: DriverQuery) => Promise<void>) | null;
}

/** The time limits of the queries of a pool. */
export interface QueryLimits {
  /** How long a caller waits for a connection and an answer. */
  answer: Deadlines;
  /** How long a statement may run, if the server does not end it by itself. */
  statement: Deadlines | null;
}

/** The target of queries: a pool, or a transaction. */
export interface Line {
  /** The number of queries that the server has answered. */
  answers: number;
  /** Called with the error of a caller whose deadline has passed. */
  onLate(error: AppError): void;
  /** Called when the server has stopped responding, so that its connections are dead. */
  onDead(): void;
}

/** The error after too long a wait for Postgres. The outcome of a write is unknown. */
export function noAnswer(): AppError {
  return new AppError("unavailable", "The database is not responding. Try again.");
}

/** Has the server end a statement that runs for too long. Then its query fails as too slow. */
class StatementLimit implements Waiting {
  dueAt = 0;
  readonly #query: DriverQuery;
  readonly #deadlines: Deadlines;

  constructor(query: DriverQuery, deadlines: Deadlines) {
    this.#query = query;
    this.#deadlines = deadlines;
    deadlines.begin(this);
  }

  expire(): void {
    // Earlier queries used this connection, so this one gets the whole time again.
    if (!this.#query.active) return this.#deadlines.begin(this);
    // If the server cannot be asked, the deadline of the answer follows.
    this.#query.canceller?.(this.#query).catch(() => {});
  }

  end(): void {
    this.#deadlines.end(this);
  }
}

/**
 * A query that was sent. Its caller waits at most until the deadline for a connection and the
 * server. A server that works ends a statement before that, so one that has not is dead.
 */
export class WatchedQuery implements Waiting {
  dueAt = 0;
  readonly #query: DriverQuery;
  readonly #deadlines: Deadlines;
  readonly #line: Line;
  readonly #answersBefore: number;
  readonly #reject: (error: unknown) => void;
  #late: AppError | null = null;
  /** Whether the server has worked on it since its deadline began. */
  #isRunning = false;

  constructor(query: DriverQuery, { answer: deadlines, statement }: QueryLimits, line: Line) {
    const { resolve, reject } = query;
    const limit = statement && new StatementLimit(query, statement);
    this.#query = query;
    this.#deadlines = deadlines;
    this.#line = line;
    this.#answersBefore = line.answers;
    this.#reject = reject;
    query.resolve = (result) => {
      deadlines.end(this);
      limit?.end();
      line.answers++;
      resolve(result);
    };
    query.reject = (error) => {
      deadlines.end(this);
      limit?.end();
      reject(this.#late ?? error);
    };
    deadlines.begin(this);
  }

  /** Records whether the server works on the query, after the driver has sent or queued it. */
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
    // Earlier queries used this connection, so this one gets the whole time again.
    this.sent();
    this.#deadlines.begin(this);
  }
}
