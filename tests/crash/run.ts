import { parseArgs } from "node:util";
import { temporaryDirectory } from "../lib/embedded/child_program.ts";
import { runTask, say } from "../../tasks/terminal.ts";
import { stablePort } from "../helpers/cluster/stable_port.ts";
import { chaos, type ChaosReport, slowness } from "./chaos.ts";
import { Tally } from "./client.ts";
import { live } from "./living.ts";
import { Model } from "./model.ts";
import { observe } from "./observe.ts";
import { register, settle } from "./people.ts";
import type { Person } from "./person.ts";
import { Random } from "./random.ts";
import { Server } from "./server.ts";
import { type Finding, verifyState } from "./verify.ts";
import { verifyStreams } from "./verify_streams.ts";
import { verifyTalk, verifyTalkStreams } from "./verify_talk.ts";

const AROUND_SECONDS = 20;

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
  const server = new Server(temp.path, stablePort(), logFile);
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
  const people = await register({ origin: server.origin, model, tally }, random);
  const stop = new AbortController();
  const endsAt = Date.now() + seconds * 1000;
  const [report] = await Promise.all([
    chaos(server, model, random.child(), endsAt).finally(() => stop.abort()),
    ...people.map((person) => live(person, stop.signal)),
  ]);
  await using database = await server.openSql();
  await settle(database.sql, people, model);
  const seen = await observe(people, tally);
  await Promise.all(people.map((person) => person.listener.close()));
  tell(report, tally, people);
  return [
    ...verifyState(model, seen),
    ...verifyStreams(model, seen),
    ...verifyTalk(model, seen),
    ...verifyTalkStreams(model, seen),
    { guarantee: "every answer was an expected one", faults: tally.faults },
    {
      guarantee: "the server ends only when it is killed",
      faults: report.deaths === 0 ? [] : [`it ended by itself ${report.deaths} times`],
    },
    { guarantee: "the outbox is empty within 5 s of readiness", faults: slowness(report) },
  ];
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
