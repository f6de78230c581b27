import type { LogEntry, LogFields } from "./entry.ts";

const LEFT_OUT = ["requestId", "viewerId"];

/** Returns a line for a person: `12:00:37 GET /api/v1/feed 200 4 ms ada`. */
export function prettyLine({ at, level, message, fields }: LogEntry): string {
  const { error, ...rest } = fields;
  const mark = level === "warn" || level === "error" ? `${level.toUpperCase()} ` : "";
  const text = message === "request" ? requestText(rest) : `${message}${fieldsText(rest)}`;
  return `${clockTime(at)} ${mark}${text}${error === undefined ? "" : `\n${errorText(error)}`}`;
}

function requestText({ method, route, status, ms, viewer, viewerId }: LogFields): string {
  return [method, route, status, ms, "ms", viewer ?? viewerId].filter((part) => part != null)
    .join(" ");
}

function fieldsText(fields: LogFields): string {
  return Object.entries(fields)
    .filter(([name, value]) => value !== undefined && !LEFT_OUT.includes(name))
    .map(([name, value]) => ` ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("");
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `  ${String(error)}`;
  const cause = error.cause instanceof Error ? `\n  because: ${error.cause.message}` : "";
  return `  ${error.stack ?? error.message}${cause}`;
}

function clockTime(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, "0")).join(":");
}
