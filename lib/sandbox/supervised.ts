import { watchMemory } from "./memory_watch.ts";

/** Circumstances in which a child process may run. */
export interface Supervision {
  /** Ends the child at once. The promise then rejects with the signal's reason. */
  signal: AbortSignal;
  deadlineMs: number;
  memoryBytes: number;
}

/** The end of a child process. */
export interface ChildEnd {
  /** The sentence why it was ended, or null if it ended by itself. */
  endedBecause: string | null;
  status: Deno.CommandStatus;
}

/**
 * Waits for a child process and for `reading`, its output. Kills it when the signal aborts, when it
 * takes too long or holds too much memory, and when reading fails. It is gone afterwards.
 */
export async function supervise(
  child: Deno.ChildProcess,
  reading: Promise<void>,
  { signal, deadlineMs, memoryBytes }: Supervision,
): Promise<ChildEnd> {
  let endedBecause: string | null = null;
  const kill = (reason: string) => {
    endedBecause ??= reason;
    try {
      child.kill("SIGKILL");
    } catch {
      // It has already ended.
    }
  };
  const abort = () => kill("aborted");
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  const deadline = setTimeout(() => kill(`It took longer than ${deadlineMs / 1000} s`), deadlineMs);
  try {
    await using _memory = watchMemory(child.pid, memoryBytes, () => {
      kill("It took too much memory");
    });
    const [outcome, status] = await Promise.all([
      reading.then(() => null, (error: unknown) => {
        kill("Its output cannot be read");
        return { error };
      }),
      child.status,
    ]);
    signal.throwIfAborted();
    if (outcome) throw outcome.error;
    return { endedBecause, status };
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", abort);
  }
}
