import { type Benchmark, lineOfOurs } from "./benchmark.ts";
import { openLives } from "./live_socket.ts";
import { readable } from "./numbers.ts";

const SOCKETS = 2000;
/** V8 gives garbage back after some 20 s of quiet: what is left then is what being idle takes. */
const SETTLING_MS = 30_000;
const IDLE_MIB_TARGET = 200;
const SOCKET_KIB_TARGET = 40;

/** What the program takes when nobody is there, and what each idle connected user adds. */
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
    ];
  },
};

const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLING_MS));

/** The memory that a process holds, as `ps` tells it. */
async function residentBytes(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] })
    .output();
  const kib = Number(new TextDecoder().decode(stdout).trim());
  if (!kib) throw new Error(`There is no process ${pid}`);
  return kib * 1024;
}
