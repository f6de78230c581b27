import { type Benchmark, type Line, lineOfOurs } from "./benchmark.ts";
import { toFeed } from "./feed.ts";
import { openLives } from "./live_socket.ts";
import { load } from "./load.ts";
import { readable } from "./numbers.ts";
import type { World } from "./world.ts";

const SOCKETS = 2000;
/** V8 returns garbage after some 20 s of quiet; the rest is the memory of an idle program. */
const SETTLING_MS = 30_000;
const IDLE_MIB_TARGET = 200;
const SOCKET_KIB_TARGET = 40;
const REGISTRATIONS = 60;
const REGISTRATIONS_AT_ONCE = 4;
const READERS = 60;
const READS = 12_000;
const WORKED_MIB_TARGET = 300;
const RESTED_MIB_TARGET = 160;

/**
 * The program's memory without users, per idle connected user, after work, and after a rest. Each
 * password hash takes 19 MiB for a moment.
 */
export const memory: Benchmark = {
  name: "memory",
  async run(world) {
    await using program = await world.startTintype();
    await settle();
    const idle = await residentBytes(program.pid);
    const sockets = await openLives(program.port, world.people.slice(0, SOCKETS), () => {});
    await settle();
    const connected = await residentBytes(program.pid);
    await Promise.all(sockets.map((socket) => socket.close()));
    const idleMib = idle / 1024 ** 2;
    const socketKib = (connected - idle) / SOCKETS / 1024;
    return [
      lineOfOurs({
        name: "memory of the idle program",
        ours: `${readable(idleMib)} MiB`,
        target: `< ${IDLE_MIB_TARGET} MiB`,
        isMet: idleMib < IDLE_MIB_TARGET,
      }),
      lineOfOurs({
        name: `memory of an idle connected user, of ${SOCKETS}`,
        ours: `${readable(socketKib)} KiB`,
        target: `< ${SOCKET_KIB_TARGET} KiB`,
        isMet: socketKib < SOCKET_KIB_TARGET,
      }),
      ...await measureWork(world),
    ];
  },
};

async function measureWork(world: World): Promise<Line[]> {
  await using program = await world.startTintype();
  for (let from = 0; from < REGISTRATIONS; from += REGISTRATIONS_AT_ONCE) {
    const numbers = Array.from({ length: REGISTRATIONS_AT_ONCE }, (_, n) => from + n);
    await Promise.all(numbers.map((number) => register(program.port, number)));
  }
  const readers = world.people.slice(0, READERS);
  const targets = Array.from({ length: READS }, (_, n) => toFeed(readers[n % READERS]!));
  await load({ port: program.port, connections: 16, method: "GET", targets, isOnce: true });
  const worked = await residentBytes(program.pid) / 1024 ** 2;
  await settle();
  const rested = await residentBytes(program.pid) / 1024 ** 2;
  return [
    lineOfOurs({
      name: `memory after ${REGISTRATIONS} registrations and ${READS} feed reads`,
      ours: `${readable(worked)} MiB`,
      target: `≤ ${WORKED_MIB_TARGET} MiB`,
      isMet: worked <= WORKED_MIB_TARGET,
    }),
    lineOfOurs({
      name: `the same after ${SETTLING_MS / 1000} s of rest`,
      ours: `${readable(rested)} MiB`,
      target: `≤ ${RESTED_MIB_TARGET} MiB`,
      isMet: rested <= RESTED_MIB_TARGET,
    }),
  ];
}

async function register(port: number, number: number): Promise<void> {
  const username = `worker${number}`;
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      username,
      email: `${username}@example.com`,
      password: `wet plate collodion ${number}`,
      fullName: username,
    }),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`Not registered: ${text}`);
}

const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLING_MS));

/** Returns the resident memory of a process, as `ps` reports it. */
async function residentBytes(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] })
    .output();
  const kib = Number(new TextDecoder().decode(stdout).trim());
  if (!kib) throw new Error(`There is no process ${pid}`);
  return kib * 1024;
}
