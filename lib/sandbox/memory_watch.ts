import { once } from "../once.ts";

const INTERVAL_MS = 50;

/**
 * Calls `exceeded` once if a process holds too much memory. Backs up the kernel's limit. Does
 * nothing where /proc is missing or unreadable.
 */
export function watchMemory(pid: number, maxBytes: number, exceeded: () => void): AsyncDisposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = Promise.resolve();
  const look = async () => {
    const bytes = await residentBytes(pid);
    if (bytes === null || timer === undefined) return;
    if (bytes > maxBytes) exceeded();
    else wait();
  };
  const wait = () => timer = setTimeout(() => reading = look(), INTERVAL_MS);
  wait();
  return {
    [Symbol.asyncDispose]: once(async () => {
      clearTimeout(timer);
      timer = undefined;
      await reading;
    }),
  };
}

async function residentBytes(pid: number): Promise<number | null> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
    return kibibytes ? Number(kibibytes) * 1024 : null;
  } catch {
    return null;
  }
}
