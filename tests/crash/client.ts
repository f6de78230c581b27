import { delay } from "../../lib/delay.ts";

/** A response with its parsed body. */
export interface Answer {
  status: number;
  // deno-lint-ignore no-explicit-any -- answers are read freely here
  data: any;
  /** How many times the request was sent before it got a response. */
  tries: number;
  /** Names the write to the requests after it, if this is the response to a write. */
  seen: string | null;
}

/** A request: a body of JSON, or a form. */
export interface Request {
  method: string;
  path: string;
  token?: string;
  body?: unknown;
  form?: FormData;
  key?: string;
  /** The newest write that the response must show. */
  seen?: string | null;
}

/** Counts of the requests and their responses. */
export class Tally {
  readonly answered = new Map<string, number>();
  readonly faults: string[] = [];
  unanswered = 0;

  count(name: string): void {
    this.answered.set(name, (this.answered.get(name) ?? 0) + 1);
  }
}

const ANSWER_MS_MAX = 15_000;
const RETRY_MS = 40;
const GIVE_UP_MS = 90_000;
const SEEN_HEADER = "x-tintype-seen";

/** Repeats the same request until it gets a response, as a client on a bad line does. */
export async function ask(origin: string, tally: Tally, request: Request): Promise<Answer> {
  const startedAt = performance.now();
  for (let tries = 1;; tries++) {
    const response = await sendOnce(origin, request);
    if (response !== null && response.status !== 503) {
      const { status, text, seen } = response;
      if (status >= 500) tally.faults.push(`${request.method} ${request.path}: ${status} ${text}`);
      const data = text === "" ? null : JSON.parse(text).data;
      if (status < 500) return { status, data, tries, seen };
    }
    tally.unanswered++;
    if (performance.now() - startedAt > GIVE_UP_MS) {
      throw new Error(`No answer to ${request.method} ${request.path}`);
    }
    await delay(RETRY_MS);
  }
}

async function sendOnce(
  origin: string,
  { method, path, token, body, form, key, seen }: Request,
): Promise<{ status: number; text: string; seen: string | null } | null> {
  // Each request gets a connection of its own: a balancer leads it to any instance. The client
  // would also repeat a request by itself if a connection that it reuses has broken.
  const headers = new Headers({ connection: "close" });
  if (seen) headers.set(SEEN_HEADER, seen);
  if (token) headers.set("authorization", `Bearer ${token}`);
  if (key) headers.set("idempotency-key", key);
  if (body !== undefined) headers.set("content-type", "application/json");
  const content = form ?? (body === undefined ? null : JSON.stringify(body));
  const signal = AbortSignal.timeout(ANSWER_MS_MAX);
  try {
    const url = `${origin}/api/v1${path}`;
    const response = await fetch(url, { method, headers, body: content, signal });
    return {
      status: response.status,
      text: await response.text(),
      seen: response.headers.get(SEEN_HEADER),
    };
  } catch {
    // The line broke: nobody knows whether the server acted.
    return null;
  }
}

/** Returns all pages of a list. */
export async function askAll(
  origin: string,
  tally: Tally,
  request: Request,
  listName: string,
  // deno-lint-ignore no-explicit-any -- as above
): Promise<any[]> {
  const items = [];
  const joint = request.path.includes("?") ? "&" : "?";
  for (let cursor: string | null = "";;) {
    const place: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor!)}`;
    const path = `${request.path}${joint}limit=50${place}`;
    const { status, data } = await ask(origin, tally, { ...request, path });
    if (status !== 200) throw new Error(`${path}: ${status}`);
    items.push(...data[listName]);
    cursor = data.pagination.nextCursor;
    if (cursor === null) return items;
  }
}
