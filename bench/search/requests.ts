import type { Context } from "../../context/mod.ts";
import { createApp } from "../../routes/app.ts";
import type { Line } from "../benchmark.ts";
import { percentile, readable } from "../numbers.ts";
import type { Person } from "../world.ts";

const ASKED = 300;
const WARM_UP = 10;

/** Sends one search request as the n-th person. */
export type Ask = (n: number) => Promise<unknown>;

/** Reads a page of a list as the n-th person. */
export type Get = (n: number, path: string, list: string) => Promise<{ nextCursor: string | null }>;

/** Returns a reader that asks the program in this process. Throws if a response has no list. */
export function getter(ctx: Context, people: readonly Person[]): Get {
  const app = createApp(ctx);
  return async (n, path, list) => {
    const headers = { authorization: `Bearer ${people[n % people.length]!.token}` };
    const url = `http://localhost/api/v1${path}`;
    const { success, data } = await (await app.fetch(new Request(url, { headers }))).json();
    if (!success || !Array.isArray(data[list])) throw new Error(`${path} failed`);
    return data.pagination;
  };
}

/** Measures searches one after another, and returns the row of their p99. */
export async function searchLine({ name, targetMs, ask, baseline }: {
  name: string;
  targetMs: number;
  ask: Ask;
  baseline?: Ask | undefined;
}): Promise<Line> {
  const ours = percentile(await times(ask), 99);
  const theirs = baseline && percentile(await times(baseline), 99);
  return {
    name: `search, p99: ${name}`,
    ours: `${readable(ours)} ms`,
    baseline: theirs === undefined ? "" : `${readable(theirs)} ms`,
    ratio: theirs === undefined ? "" : `${readable(theirs / ours)} ×`,
    target: `< ${targetMs} ms`,
    isMet: ours < targetMs,
  };
}

async function times(ask: Ask): Promise<number[]> {
  for (let n = 0; n < WARM_UP; n++) await ask(n);
  const taken: number[] = [];
  for (let n = 0; n < ASKED; n++) {
    const startedAt = performance.now();
    await ask(n);
    taken.push(performance.now() - startedAt);
  }
  return taken;
}
