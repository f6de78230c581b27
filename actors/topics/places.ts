/** A place in the log of a topic: after the entry `index` of the commit `versionstamp`. */
export interface Position {
  versionstamp: string;
  index: number;
  /** Among several logs, the one that it is in: see {@link logKey}. Those before it are done. */
  log?: string;
}

/** A place in all logs: one for each KV store, because their commits do not compare. */
export type Places = readonly Position[];

const START_STAMP = "0".repeat(20);
const ALL = Number.MAX_SAFE_INTEGER;
const CURSOR =
  /^(\w{8})\.([0-9a-z]{1,10})((?:\.[0-9a-f]{20}\.(?:-|[0-9a-z]{1,4})(?:_[0-9a-f]{8})?){1,64})$/;

/** The place before everything. */
export const START: Position = placeAfter("");

/** Returns the place after everything of a commit; of none it is {@link START}. */
export function placeAfter(versionstamp: string): Position {
  return { versionstamp: versionstamp || START_STAMP, index: ALL };
}

/** Returns the later of two places in one KV store. */
export function latest(one: Position, other: Position): Position {
  return isAfter(one, other) ? one : other;
}

/** Whether one place in a KV store comes after another one. */
export function isAfter(one: Position, other: Position): boolean {
  if (one.versionstamp !== other.versionstamp) return one.versionstamp > other.versionstamp;
  if (isWhole(one) || isWhole(other)) return !isWhole(other);
  return one.log === other.log ? one.index > other.index : (one.log ?? "") > (other.log ?? "");
}

function isWhole({ index, log }: Position): boolean {
  return index === ALL && log === undefined;
}

/** Returns the key by which the logs of topics are ordered within a commit. */
export function logKey(topic: string): string {
  return topic.slice(-8);
}

/** Returns the place in the log of one topic that a place among several logs means. */
export function placeInLog({ versionstamp, index, log }: Position, topic: string): Position {
  if (log === undefined || log === logKey(topic)) return { versionstamp, index };
  return { versionstamp, index: logKey(topic) < log ? ALL : -1 };
}

/** Returns the opaque text of places that clients store, with a time in Unix milliseconds. */
export function cursorText(generation: string, at: number, places: Places): string {
  const texts = places.map(({ versionstamp, index, log }) => {
    const place = `${versionstamp}.${index === ALL ? "-" : index.toString(36)}`;
    return log === undefined ? place : `${place}_${log}`;
  });
  return [generation, at.toString(36), ...texts].join(".");
}

/** Returns what a cursor says; null for other text. */
export function parseCursor(
  cursor: string,
): { generation: string; at: number; places: Places } | null {
  const match = CURSOR.exec(cursor);
  if (!match) return null;
  const [, generation, at, rest] = match as unknown as [string, string, string, string];
  const parts = rest.slice(1).split(".");
  const places = Array.from({ length: parts.length / 2 }, (_, n) => {
    const [versionstamp, within] = parts.slice(2 * n, 2 * n + 2) as [string, string];
    const [index, log] = within.split("_") as [string, string?];
    const position = { versionstamp, index: index === "-" ? ALL : parseInt(index, 36) };
    return log === undefined ? position : { ...position, log };
  });
  return { generation, at: parseInt(at, 36), places };
}
