/** Fields of one log line. Secrets never belong here: log ids, never tokens, bodies or addresses. */
export type LogFields = Record<string, unknown>;

/** The levels of a log, the least important first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One event that is logged. */
export interface LogEntry {
  at: Date;
  level: LogLevel;
  message: string;
  fields: LogFields;
}
