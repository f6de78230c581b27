import { LOG_LEVELS, type LogEntry, type LogFields, type LogLevel } from "./entry.ts";
import { prettyLine } from "./pretty.ts";

export { LOG_LEVELS, type LogFields };

/** Writes one line per event: errors to standard error, all else to standard output. */
export type Log = Record<LogLevel, (message: string, fields?: LogFields) => void>;

/** The form of a line: JSON for machines, short text for people, or nothing. */
export type LogFormat = "json" | "pretty" | "silent";

/** Opens a log that skips entries below `level`. */
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

// JSON.stringify turns an Error into {}.
function readable(fields: LogFields): LogFields {
  const { error, ...rest } = fields;
  if (!(error instanceof Error)) return fields;
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return {
    ...rest,
    error: { name: error.name, message: error.message, stack: error.stack, cause },
  };
}
