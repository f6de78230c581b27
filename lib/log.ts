/** Fields of one log line. Secrets never belong here: log ids, never tokens, bodies or addresses. */
export type LogFields = Record<string, unknown>;

/** Writes one JSON line an event to standard output (errors to standard error). */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** A log that writes JSON lines, or nothing when `silent`. */
export function openLog(options: { silent?: boolean } = {}): Log {
  if (options.silent) return { info() {}, warn() {}, error() {} };
  const line = (level: string, message: string, fields: LogFields = {}) =>
    JSON.stringify({ at: new Date().toISOString(), level, message, ...readable(fields) });
  return {
    // deno-lint-ignore no-console
    info: (message, fields) => console.log(line("info", message, fields)),
    // deno-lint-ignore no-console
    warn: (message, fields) => console.log(line("warn", message, fields)),
    // deno-lint-ignore no-console
    error: (message, fields) => console.error(line("error", message, fields)),
  };
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
