import { HttpConnection, requestBytes } from "./http_connection.ts";
import { median, percentile, readable } from "./numbers.ts";

/** A request to send: its path, who sends it, and its JSON body. */
export interface Target {
  path: string;
  token: string;
  body?: unknown;
}

/** The load to put on a server. */
export interface LoadSpec {
  port: number;
  connections: number;
  method: "GET" | "POST";
  /** The requests, in order. */
  targets: Target[];
  /** Ends when the targets are used up, instead of starting over. */
  isOnce?: boolean;
  /** How long to measure; without it, until the targets are used up. */
  seconds?: number;
  /** The start of the load that is not counted, in seconds. */
  warmUpSeconds?: number;
  /** Requests started each second. Without it, each connection sends again after each response. */
  perSecond?: number;
  /** Also returns when each request began and how long it took. */
  keepsSamples?: boolean;
}

/** The result of a load. Times are in milliseconds. */
export interface LoadResult {
  requests: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p99: number;
  bodyBytes: number;
  /** The start of each request, in milliseconds since 1970, and its duration. */
  samples: [number, number][];
}

/** Creates a load from a separate process. Throws if a request failed. */
export async function load(spec: LoadSpec): Promise<LoadResult> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.url],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(spec)));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("The load generator failed");
  const { failures, ...result }: GeneratedLoad = JSON.parse(new TextDecoder().decode(stdout));
  if (failures > 0) {
    const { method, targets: [target] } = spec;
    throw new Error(`${failures} requests such as ${method} ${target!.path} failed`);
  }
  return result;
}

/** Returns the medians of several loads, as text. */
export function speedOf(results: readonly LoadResult[]): string {
  const perSecond = median(results.map((result) => result.perSecond));
  const p99 = median(results.map((result) => result.p99));
  return `${readable(perSecond)}/s, p99 ${readable(p99)} ms`;
}

type GeneratedLoad = LoadResult & { failures: number };

async function generate(spec: LoadSpec): Promise<GeneratedLoad> {
  const { targets, method, perSecond } = spec;
  const requests = targets.map(({ path, token, body }) => requestBytes(method, path, token, body));
  const connections = await Promise.all(
    Array.from({ length: spec.connections }, () => HttpConnection.open(spec.port)),
  );
  const startedAt = performance.now();
  const countedFrom = startedAt + (spec.warmUpSeconds ?? 0) * 1000;
  const endsAt = spec.seconds === undefined ? Infinity : countedFrom + spec.seconds * 1000;
  const result = { requests: 0, failures: 0, bodyBytes: 0 };
  const times: number[] = [];
  const samples: [number, number][] = [];
  let taken = 0;
  let lastAt = countedFrom;

  async function keepSending(connection: HttpConnection): Promise<void> {
    while (!spec.isOnce || taken < requests.length) {
      const turn = taken++;
      const from = perSecond ? await due(startedAt + turn * 1000 / perSecond) : performance.now();
      if (from >= endsAt) return;
      const { status, bodyBytes } = await connection.send(requests[turn % requests.length]!);
      const now = performance.now();
      if (from < countedFrom || now > endsAt) continue;
      lastAt = now;
      result.requests++;
      result.bodyBytes = bodyBytes;
      if (status >= 300) result.failures++;
      times.push(now - from);
      if (spec.keepsSamples) samples.push([performance.timeOrigin + from, now - from]);
    }
  }

  await Promise.all(connections.map(keepSending));
  for (const connection of connections) connection[Symbol.dispose]();
  const seconds = (lastAt - countedFrom) / 1000;
  const p50 = percentile(times, 50);
  const p99 = percentile(times, 99);
  return { ...result, seconds, perSecond: result.requests / seconds, p50, p99, samples };
}

/**
 * Waits until a paced request is due, and returns its start: when it was due, or later if only our
 * own timer was late.
 */
async function due(at: number): Promise<number> {
  const wait = at - performance.now();
  if (wait <= 0) return at;
  await new Promise((resolve) => setTimeout(resolve, wait));
  return performance.now();
}

if (import.meta.main) {
  const spec: LoadSpec = await new Response(Deno.stdin.readable).json();
  const text = JSON.stringify(await generate(spec));
  await new Blob([text]).stream().pipeTo(Deno.stdout.writable);
}
