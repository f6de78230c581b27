import { one, type SqlPool } from "../../db/sql.ts";

/** The CPU seconds of each part since its start. */
export interface CpuSeconds {
  program: number;
  postgres: number;
  kv: number;
}

const TICKS_PER_SECOND = 100;

/** Reads the CPU seconds of the programs, of Postgres with all its backends, and of KV. */
export async function readCpu(
  sql: SqlPool,
  programs: readonly { pid: number }[],
  kv: { pid: number },
): Promise<CpuSeconds> {
  const { pid } = await one(sql<{ pid: number }[]>`select pg_backend_pid() as pid`);
  const postmaster = (await readProcess(pid))!.parent;
  const server = [postmaster, ...await childrenOf(postmaster)];
  return {
    program: await secondsOf(programs.map((program) => program.pid)),
    postgres: await secondsOf(server),
    kv: await secondsOf([kv.pid]),
  };
}

/** Returns what each part has used between two readings, in microseconds for an operation. */
export function microsecondsEach(
  before: CpuSeconds,
  after: CpuSeconds,
  operations: number,
): CpuSeconds {
  const each = (part: keyof CpuSeconds) => (after[part] - before[part]) * 1e6 / operations;
  return { program: each("program"), postgres: each("postgres"), kv: each("kv") };
}

/** Returns the CPU seconds of processes since their start. */
export async function secondsOf(pids: readonly number[]): Promise<number> {
  const processes = await Promise.all(pids.map(readProcess));
  return processes.reduce((sum, found) => sum + (found?.ticks ?? 0), 0) / TICKS_PER_SECOND;
}

async function childrenOf(parent: number): Promise<number[]> {
  const children: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    const pid = Number(name);
    if (pid > 0 && (await readProcess(pid))?.parent === parent) children.push(pid);
  }
  return children;
}

/** Reads a process, with the time of its ended children; null if it has ended. */
async function readProcess(pid: number): Promise<{ parent: number; ticks: number } | null> {
  const text = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => null);
  if (text === null) return null;
  // The name in brackets may contain spaces. The state follows, then the parent.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
  const times = fields.slice(11, 15);
  return { parent: fields[1]!, ticks: times.reduce((sum, ticks) => sum + ticks, 0) };
}
