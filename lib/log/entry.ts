/** Fields of one log line. Log ids, never secrets: no tokens, bodies or addresses. */
export type LogFields = Record<string, unknown>;

/** Log levels, the least important first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One logged event. */
export interface LogEntry {
  at: Date;
  level: LogLevel;
  message: string;
  fields: LogFields;
}
