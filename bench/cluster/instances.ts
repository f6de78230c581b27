import { once } from "../../lib/once.ts";
import { KvProcess } from "../../tests/helpers/kv/process.ts";
import { load, type LoadResult, type LoadSpec } from "../load.ts";
import type { Program } from "../program.ts";
import type { World } from "../world.ts";
import { type CpuSeconds, readCpu } from "./cpu.ts";

/** Programs that share a database and a KV server of their own. */
export interface Instances extends AsyncDisposable {
  programs: Program[];
  cpu(): Promise<CpuSeconds>;
}

/** Starts programs with an empty KV server, which delays each request by `kvDelayMs`. */
export async function startInstances(
  world: World,
  count: number,
  { kvDelayMs = 0 } = {},
): Promise<Instances> {
  await using opening = new AsyncDisposableStack();
  const kv = opening.use(await KvProcess.start({ delayMs: kvDelayMs }));
  const env = { ...kv.variables, PHOTO_ONLY: "false" };
  const programs: Program[] = [];
  for (let n = 0; n < count; n++) programs.push(opening.use(await world.startTintype(env)));
  const resources = opening.move();
  return {
    programs,
    cpu: () => readCpu(world.sql, programs, kv),
    [Symbol.asyncDispose]: once(() => resources.disposeAsync()),
  };
}

/** Spreads a load evenly over instances. Returns its requests, and those of each second. */
export async function spreadLoad(
  { programs }: Instances,
  { connections, targets, perSecond, ...spec }: Omit<LoadSpec, "port">,
): Promise<Pick<LoadResult, "requests" | "perSecond">> {
  const count = programs.length;
  const results = await Promise.all(programs.map(({ port }, number) =>
    load({
      ...spec,
      port,
      connections: Math.ceil(connections / count),
      targets: targets.filter((_, n) => n % count === number),
      ...(perSecond === undefined ? {} : { perSecond: perSecond / count }),
    })
  ));
  return {
    requests: results.reduce((sum, one) => sum + one.requests, 0),
    perSecond: results.reduce((sum, one) => sum + one.perSecond, 0),
  };
}
