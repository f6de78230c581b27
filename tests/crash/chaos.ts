import { delay } from "../../lib/delay.ts";
import { drained, endMediaLeases } from "./deliveries.ts";
import type { Model } from "./model.ts";
import type { Random } from "./random.ts";
import type { Server } from "./server.ts";

/** The course of the crashes. Times are in milliseconds. */
export interface ChaosReport {
  kills: number;
  /** How many times the server ended without a kill. */
  deaths: number;
  databaseKills: number;
  wipes: number;
  /** From the start of the process to its readiness, while its database was still running. */
  restarts: number[];
  /** The same where the database had to recover, too. */
  recoveries: number[];
  drains: number[];
}

const DRAIN_MS_MAX = 5000;

/** Kills the server at moments that the seed decides, and restarts it, until `endsAt`. */
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
      await delay(random.int(0, 200));
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
  await server.kill();
  // After their lease, a starting server takes over the pictures of killed workers.
  {
    await using database = await server.openSql();
    await endMediaLeases(database.sql);
  }
  report.restarts.push(await server.start());
  await noteDrain(server, report);
  return report;
}

/** Lets the server live for a random time, mostly long enough to empty its outbox. */
async function lifetime(server: Server, random: Random, report: ChaosReport): Promise<void> {
  const ms = random.int(1500, 4000);
  const isPatient = random.chance(0.7);
  const until = delay(ms);
  if (isPatient) await noteDrain(server, report);
  await until;
}

/** Notes how long the delivery of the current outbox takes, unless a crash comes first. */
async function noteDrain(server: Server, report: ChaosReport): Promise<void> {
  const startedAt = performance.now();
  const draining = async () => {
    await using database = await server.openSql();
    await drained(database.sql);
  };
  const isDrained = draining().then(() => true, () => false);
  const late = delay(DRAIN_MS_MAX * 2).then(() => true);
  if (await Promise.race([isDrained, late])) report.drains.push(performance.now() - startedAt);
}

/** Returns the drains that took too long, as faults. */
export function slowness({ drains }: ChaosReport): string[] {
  return drains.filter((ms) => ms > DRAIN_MS_MAX)
    .map((ms) => `the outbox was not empty ${Math.round(ms)} ms after the server was ready`);
}
