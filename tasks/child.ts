/** A Deno program to start beside this one. */
export interface ChildOptions {
  args: readonly string[];
  env?: Record<string, string>;
}

/** Signals with which a person or a supervisor ends a program. */
export const ENDING_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/** Rejects when somebody ends this program. */
export function interruption(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  for (const signal of ENDING_SIGNALS) {
    Deno.addSignalListener(signal, () => reject(new Error("Interrupted")));
  }
  return promise;
}

/** Starts Deno in the same terminal. */
export function startChild({ args, env = {} }: ChildOptions): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), { args: [...args], env, stdin: "inherit" }).spawn();
}

/** Runs Deno to its end and forwards our signals to it. Returns its exit code. */
export async function runChild(options: ChildOptions): Promise<number> {
  const child = startChild(options);
  const forward = (signal: Deno.Signal) => () => endChild(child, signal);
  const forwards = ENDING_SIGNALS.map((signal) => [signal, forward(signal)] as const);
  for (const [signal, listener] of forwards) Deno.addSignalListener(signal, listener);
  const { code } = await child.status;
  for (const [signal, listener] of forwards) Deno.removeSignalListener(signal, listener);
  return code;
}

/** Sends a signal to a child that may already have ended. */
export function endChild(child: Deno.ChildProcess, signal: Deno.Signal = "SIGTERM"): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It ended first.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
