import { type Benchmark, type Line, lineOfOurs } from "../benchmark.ts";
import { HttpConnection, requestBytes } from "../http_connection.ts";
import { percentile, readable } from "../numbers.ts";
import { delay } from "../../lib/delay.ts";
import { COMMON_WORDS, fillWords, MESSAGES_SEARCHED, wordOf, WORDS } from "./searched_world.ts";
import type { Talk } from "./talk_world.ts";

const ASKED = 300;
const WARM_UP = 20;
const SENT = 50;
const ASK_MS = 10;
const TARGETS = { searchMs: 200, foundMs: 2000 };

/** Searches in a million messages by people in 300 groups, and how soon a new message is found. */
export const messageSearch: Benchmark = {
  name: "message_search",
  needsPeopleOnly: true,
  async run(world) {
    const talks = await fillWords(world);
    await using program = await world.startTintype();
    using connection = await HttpConnection.open(program.port);
    const ask = async (n: number, query: string) => {
      const { token } = talks[n % talks.length]!.people[0]!;
      const path = `/api/v1/search/messages?${query}`;
      const { status } = await connection.send(requestBytes("GET", path, token));
      if (status !== 200) throw new Error(`${path} returned ${status}`);
    };
    const common = (n: number) => wordOf(1 + n % COMMON_WORDS);
    const rare = (n: number) => wordOf(WORDS - n);
    const inOne = (n: number) => `conversationId=${talks[n % talks.length]!.id}`;
    const kinds: [string, (n: number) => string][] = [
      ["by a common word", (n) => `q=${common(n)}`],
      ["by a rare word", (n) => `q=${rare(n)}`],
      ["by a common and a rare word", (n) => `q=${common(n)}+${rare(n)}`],
      ["by a common word, in one conversation", (n) => `q=${common(n)}&${inOne(n)}`],
    ];
    const lines: Line[] = [];
    for (const [name, query] of kinds) {
      const times = await timesOf((n) => ask(n, query(n)));
      const p99 = percentile(times, 99);
      lines.push(lineOfOurs({
        name: `search in ${MESSAGES_SEARCHED.toLocaleString("en")} messages ${name}`,
        ours: `p50 ${readable(percentile(times, 50))} ms, p99 ${readable(p99)} ms`,
        target: `p99 < ${TARGETS.searchMs} ms`,
        isMet: p99 < TARGETS.searchMs,
      }));
    }
    return [...lines, await lineOfNew(program.port, talks)];
  },
};

async function timesOf(ask: (n: number) => Promise<void>): Promise<number[]> {
  for (let n = 0; n < WARM_UP; n++) await ask(ASKED + n);
  const times: number[] = [];
  for (let n = 0; n < ASKED; n++) {
    const startedAt = performance.now();
    await ask(n);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Measures the time from the response to a message until another member finds it. */
async function lineOfNew(port: number, talks: readonly Talk[]): Promise<Line> {
  const times: number[] = [];
  for (let n = 0; n < SENT; n++) {
    const { id, people: [sender, reader] } = talks[n]!;
    const word = `novel${n}word`;
    await call(port, `/conversations/${id}/messages`, sender!.token, {
      clientId: `search-${n}`,
      body: `Something ${word} to find`,
    });
    const sentAt = performance.now();
    for (;;) {
      const { messages } = await call(port, `/search/messages?q=${word}`, reader!.token);
      if (messages.length === 1) break;
      await delay(ASK_MS);
    }
    times.push(performance.now() - sentAt);
  }
  const last = percentile(times, 100);
  return lineOfOurs({
    name: "a new message until another member finds it",
    ours: `p50 ${readable(percentile(times, 50))} ms, last ${readable(last)} ms`,
    target: `< ${TARGETS.foundMs / 1000} s`,
    isMet: last < TARGETS.foundMs,
  });
}

async function call(port: number, path: string, token: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { success, data } = await response.json();
  if (!success) throw new Error(`${path} returned ${response.status}`);
  return data;
}
