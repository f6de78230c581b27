import { parseArgs } from "node:util";
import { temporaryDirectory } from "../lib/embedded/child_program.ts";
import { runTask, say } from "../../tasks/terminal.ts";
import { chaos, type ChaosReport, slowness } from "./chaos.ts";
import { ask, Tally } from "./client.ts";
import { Model } from "./model.ts";
import { observe } from "./observe.ts";
import { live } from "./living.ts";
import { Person } from "./person.ts";
import { preparePicture, readFeed } from "./posting.ts";
import { Random } from "./random.ts";
import { freePort, pause, Server } from "./server.ts";
import type { Seen } from "./seen.ts";
import { type Finding, verifyState } from "./verify.ts";
import { verifyStreams } from "./verify_streams.ts";

const NAMES = [..."abcdefghijkl"].map((letter) => `person_${letter}`);
const AROUND_SECONDS = 20;
const SETTLED_MS_MAX = 15_000;

/**
 * Many people use the program while it is killed again and again. At the end nothing that it
 * acknowledged may be missing, duplicate or not notified. Ends with a line "N passed, N failed".
 */
await runTask(async () => {
  const { values } = parseArgs({
    args: Deno.args,
    options: { seconds: { type: "string", default: "60" }, seed: { type: "string" } },
  });
  const seed = Number(values.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!);
  say(`seed ${seed}`);
  await using temp = await temporaryDirectory();
  const logPath = await Deno.makeTempFile({ prefix: "tintype-crash-", suffix: ".log" });
  using logFile = await Deno.open(logPath, { append: true });
  say(`log of the server: ${logPath}`);
  const server = new Server(temp.path, freePort(), logFile);
  const findings: Finding[] = [];
  try {
    const seconds = Math.max(5, Number(values.seconds) - AROUND_SECONDS);
    findings.push(...await crashTest(server, new Random(seed), seconds));
    const { code, ms } = await server.stop();
    const isGood = code === 0 && ms < 5000;
    const faults = isGood ? [] : [`code ${code} after ${Math.round(ms)} ms`];
    findings.push({ guarantee: "SIGTERM ends the server in time", faults });
  } finally {
    await server.abandon();
  }
  for (const { guarantee, faults } of findings) {
    say(`${faults.length === 0 ? "ok    " : "FAILED"} ${guarantee}`);
    for (const fault of faults.slice(0, 10)) say(`         ${fault}`);
    if (faults.length > 10) say(`         and ${faults.length - 10} more`);
  }
  const failed = findings.filter(({ faults }) => faults.length > 0).length;
  if (failed === 0) await Deno.remove(logPath);
  say(`${findings.length - failed} passed, ${failed} failed`);
  Deno.exitCode = failed > 0 ? 1 : 0;
});

async function crashTest(server: Server, random: Random, seconds: number): Promise<Finding[]> {
  const model = new Model();
  const tally = new Tally();
  say(`first start: ${Math.round(await server.start())} ms`);
  const people = await register(server, random, model, tally);
  await Promise.all(people.map(preparePicture));
  const stop = new AbortController();
  const endsAt = Date.now() + seconds * 1000;
  const [report] = await Promise.all([
    chaos(server, model, random.child(), endsAt).finally(() => stop.abort()),
    ...people.map((person) => live(person, stop.signal)),
  ]);
  const seen = await settle(server, people, model, tally);
  await Promise.all(people.map((person) => person.listener.close()));
  tell(report, tally, people);
  return [
    ...verifyState(model, seen),
    ...verifyStreams(model, seen),
    { guarantee: "every answer was an expected one", faults: tally.faults },
    {
      guarantee: "the server ends only when it is killed",
      faults: report.deaths === 0 ? [] : [`it ended by itself ${report.deaths} times`],
    },
    { guarantee: "the outbox is empty within 5 s of readiness", faults: slowness(report) },
  ];
}

async function register(server: Server, random: Random, model: Model, tally: Tally) {
  const names = new Map<string, string>();
  const people: Person[] = [];
  for (const username of NAMES) {
    const own = random.child();
    const body = { username, email: `${username}@example.com`, password: own.key() };
    const request = { method: "POST", path: "/auth/register", body, key: own.key() };
    const { status, data } = await ask(server.origin, tally, request);
    if (status !== 201) throw new Error(`A registration was answered with ${status}`);
    names.set(data.userId, username);
    model.personIds.push(data.userId);
    const account = { id: data.userId, name: username, token: data.accessToken };
    const { origin } = server;
    const person = new Person(account, { origin, model, tally, names, random: own });
    people.push(person);
    // The socket sends posts only to people who read their feed.
    await readFeed(person);
  }
  return people;
}

/** Waits some seconds at most until everything is delivered, and reads it back. */
async function settle(
  server: Server,
  people: readonly Person[],
  model: Model,
  tally: Tally,
): Promise<Seen> {
  const deadline = Date.now() + SETTLED_MS_MAX;
  for (;;) {
    // A post appears with its picture, which a starting server may still process.
    const isDelivered = await server.backlog() === 0 && await server.picturesInWork() === 0;
    const streams = new Map(people.map((person) => [person.id, person.listener.seen]));
    const partly: Seen = { people: new Map(), posts: new Map(), streams };
    const isComplete = verifyStreams(model, partly).every(({ faults }) => faults.length === 0);
    if ((isDelivered && isComplete) || Date.now() > deadline) return await observe(people, tally);
    await pause(250);
  }
}

function tell(report: ChaosReport, tally: Tally, people: readonly Person[]): void {
  const list = (times: number[]) => times.map((ms) => Math.round(ms)).join(" ") || "none";
  const counts = [...tally.answered].map(([name, count]) => `${name} ${count}`).join(", ");
  const connections = people.reduce((sum, person) => sum + person.listener.connections, 0);
  const events = people.reduce((sum, person) => sum + person.listener.seen.received.length, 0);
  say(`operations: ${counts}; sent again: ${tally.unanswered}`);
  say(
    `kills: ${report.kills}, of the database: ${report.databaseKills}, KV deleted: ${report.wipes}`,
  );
  say(
    `ms to readiness: ${list(report.restarts)}; with a killed database: ${list(report.recoveries)}`,
  );
  say(`ms from readiness to an empty outbox: ${list(report.drains)}`);
  say(`sockets: ${connections}, events: ${events}`);
}
