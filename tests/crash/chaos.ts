import type { Model } from "./model.ts";
import type { Random } from "./random.ts";
import { pause, type Server } from "./server.ts";

/** How the crashes went. Times are milliseconds. */
export interface ChaosReport {
  kills: number;
  /** How often the server had ended by itself. */
  deaths: number;
  databaseKills: number;
  wipes: number;
  /** From the start of the process to its readiness, its database still running. */
  restarts: number[];
  /** The same where the database had to recover as well. */
  recoveries: number[];
  drains: number[];
}

const DRAIN_MS_MAX = 5000;

/** Kills the server at moments that the seed decides, and starts it again, until `endsAt`. */
export async function chaos(
  server: Server,
  model: Model,
  random: Random,
  endsAt: number,
): Promise<ChaosReport> {
  const report: ChaosReport = {
    kills: 0,
    deaths: 0,
    databaseKills: 0,
    wipes: 0,
    restarts: [],
    recoveries: [],
    drains: [],
  };
  const startedAt = Date.now();
  while (Date.now() < endsAt) {
    await lifetime(server, random, report);
    const isPastHalf = Date.now() - startedAt > (endsAt - startedAt) / 2;
    const killsDatabase = report.kills === 2 || random.chance(0.15);
    if (killsDatabase) {
      await server.killPostgres();
      report.databaseKills++;
      await pause(random.int(0, 200));
    }
    if (!await server.kill()) report.deaths++;
    report.kills++;
    if (isPastHalf && report.wipes === 0) {
      await server.wipeKv();
      model.wipes.push(Date.now());
      report.wipes++;
    }
    const ms = await server.start();
    (killsDatabase ? report.recoveries : report.restarts).push(ms);
  }
  // Pictures whose worker was killed are taken up when a server starts after their lease.
  await server.endMediaLeases();
  await server.kill();
  report.restarts.push(await server.start());
  await noteDrain(server, report);
  return report;
}

/** How long the server lives this time; mostly long enough to see its outbox empty. */
async function lifetime(server: Server, random: Random, report: ChaosReport): Promise<void> {
  const ms = random.int(1500, 4000);
  const isPatient = random.chance(0.7);
  const until = pause(ms);
  if (isPatient) await noteDrain(server, report);
  await until;
}

async function noteDrain(server: Server, report: ChaosReport): Promise<void> {
  const late = pause(DRAIN_MS_MAX * 2).then(() => DRAIN_MS_MAX * 2);
  const ms = await Promise.race([server.drained(), late]);
  if (ms !== null) report.drains.push(ms);
}

/** Faults in how long things took. */
export function slowness({ drains }: ChaosReport): string[] {
  return drains.filter((ms) => ms > DRAIN_MS_MAX)
    .map((ms) => `the outbox was not empty ${Math.round(ms)} ms after the server was ready`);
}
