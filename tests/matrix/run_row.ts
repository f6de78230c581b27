import { send } from "../helpers/people/person.ts";
import { canariesIn, canary } from "./canaries.ts";
import { isRefused } from "./expectations.ts";
import type { Cell, Row } from "./row.ts";

interface Received {
  status: number;
  /** The whole response as text, without the parts that differ from request to request. */
  text: string;
  raw: string;
}

const NOBODY = { onlooker: null, role: "anonymous" } as const;

/** Returns whether a cell is expected to change anything. */
export function changes(row: Row, cell: Cell): boolean {
  const expected = expectedOf(row, cell);
  return typeof expected === "number" && expected < 300 && !row.operation.startsWith("GET ");
}

/** Sends the request of one cell, and returns the faults of the response. */
export async function runRow(
  row: Row,
  asked: Cell,
  known: Map<string, Received>,
): Promise<string[]> {
  const received = await ask(row, asked, asked.ids);
  const cell = row.isForAll ? { ...asked, ...NOBODY } : asked;
  const name = `${row.operation} (${row.call}) of ${cell.post?.key ?? cell.talk ?? cell.account} ` +
    `as ${cell.onlooker ?? "nobody"} (${cell.role})`;
  const wrong: string[] = [];
  const expected = expectedOf(row, cell);
  if (typeof expected === "number") {
    if (received.status !== expected) {
      wrong.push(`${name}: ${received.status} and not ${expected}: ${received.raw.slice(0, 200)}`);
    }
  } else {
    const key = `${row.operation} ${row.call} ${expected.missing} ${cell.onlooker}`;
    const missing = known.get(key) ?? await ask(row, cell, withMissing(cell, expected.missing));
    known.set(key, missing);
    if (missing.status !== 404) wrong.push(`${name}: what is missing answers ${missing.status}`);
    if (received.text !== missing.text) {
      wrong.push(`${name}: hidden is not missing:\n${received.text}\n${missing.text}`);
    }
  }
  if (isRefused(cell.onlooker) && !received.raw.includes('"account_suspended"')) {
    wrong.push(`${name}: is not told of the suspension`);
  }
  const { canaries } = cell.world;
  const leaks = canaries.leaksIn(received.raw, cell.onlooker, row.reveals?.(cell));
  if (leaks.length > 0) wrong.push(`${name}: shows ${leaks.join(", ")}`);
  if (received.status === 200 && row.lists) {
    const captions = canariesIn(received.raw).filter((key) => key.endsWith("_caption")).sort();
    const listed = row.lists(cell).sort();
    if (captions.join() !== listed.join()) {
      wrong.push(`${name}: lists ${captions.join()} and not ${listed.join()}`);
    }
  }
  return wrong;
}

function expectedOf(row: Row, cell: Cell) {
  if (isRefused(cell.onlooker)) return 403;
  if (cell.onlooker === null && !row.isOpen) return 401;
  return row.expect(cell);
}

function withMissing({ ids }: Cell, name: string): Record<string, string> {
  const nobody = name === "name" ? `@${canary("nobody")}` : crypto.randomUUID();
  return { ...ids, [name]: nobody };
}

async function ask(row: Row, cell: Cell, ids: Record<string, string>): Promise<Received> {
  const { onlooker, world: { app, people } } = cell;
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name) => idOf(ids, name));
  const method = row.operation.split(" ")[0]!;
  const token = onlooker === null ? null : people[onlooker].accessToken;
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const body = row.body === undefined ? undefined : JSON.parse(
    JSON.stringify(row.body).replace(/\{(\w+)\}/g, (_, name) => idOf(ids, name)),
  );
  if (row.operation === "GET /events") return await askStream(cell, fill(row.call), headers, ids);
  const path = row.call.startsWith("!") ? row.call.slice(1) : `/api/v1${row.call}`;
  const answer = await send(app.fetch, method, fill(path), body, headers);
  const raw = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  return { status: answer.status, raw, text: comparable(answer.status, answer.headers, raw, ids) };
}

/** A stream never ends: the reader leaves when it has begun. */
async function askStream(
  { world: { app } }: Cell,
  path: string,
  headers: Record<string, string>,
  ids: Record<string, string>,
): Promise<Received> {
  const response = await app.fetch(`/api/v1${path}`, { headers });
  if (response.ok) await response.body!.cancel();
  const raw = response.ok ? "" : await response.text();
  const { status } = response;
  return { status, raw, text: comparable(status, response.headers, raw, ids) };
}

/** Returns the response without its request id, and with names for the ids in the request. */
function comparable(
  status: number,
  headers: Headers,
  raw: string,
  ids: Record<string, string>,
): string {
  const kept = [...headers].filter(([name]) => name !== "x-request-id");
  let text = raw.replace(/"requestId":"[^"]*"/, "");
  for (const [name, id] of Object.entries(ids)) text = text.replaceAll(id, `{${name}}`);
  return JSON.stringify([status, kept, text]);
}

function idOf(ids: Record<string, string>, name: string): string {
  const id = ids[name];
  if (id === undefined) throw new Error(`No id is named ${name}`);
  return id;
}
