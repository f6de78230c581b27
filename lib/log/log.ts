import { prettyLine } from "./pretty.ts";

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

/** Writes one line an event to standard output, and errors to standard error. */
export type Log = Record<LogLevel, (message: string, fields?: LogFields) => void>;

/** How lines look: JSON for machines, one short line for people, or none at all. */
export type LogFormat = "json" | "pretty" | "silent";

/** Opens a log that leaves out what is below `level`. */
export function openLog(format: LogFormat = "json", level: LogLevel = "info"): Log {
  const lineOf = format === "pretty" ? prettyLine : jsonLine;
  const least = format === "silent" ? LOG_LEVELS.length : LOG_LEVELS.indexOf(level);
  const writer = (level: LogLevel) => {
    if (LOG_LEVELS.indexOf(level) < least) return () => {};
    // deno-lint-ignore no-console -- this is the log
    const write = level === "error" ? console.error : console.log;
    return (message: string, fields: LogFields = {}) =>
      write(lineOf({ at: new Date(), level, message, fields }));
  };
  return {
    debug: writer("debug"),
    info: writer("info"),
    warn: writer("warn"),
    error: writer("error"),
  };
}

function jsonLine({ at, level, message, fields }: LogEntry): string {
  return JSON.stringify({ at: at.toISOString(), level, message, ...readable(fields) });
}

// An Error serialises to {} on its own.
function readable(fields: LogFields): LogFields {
  const { error, ...rest } = fields;
  if (!(error instanceof Error)) return fields;
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return {
    ...rest,
    error: { name: error.name, message: error.message, stack: error.stack, cause },
  };
}
