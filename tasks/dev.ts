import { join } from "node:path";
import type { Config } from "../lib/config/mod.ts";
import { endChild, ENDING_SIGNALS, runChild } from "./child.ts";
import { taskConfig, taskEnvironment } from "./environment.ts";
import { Program } from "./program.ts";
import { DEMO_PASSWORD, SEEDED_MARK } from "./seed/names.ts";
import { runTask, say } from "./terminal.ts";
import { watchFiles } from "./watch.ts";

/**
 * Runs the program for development. The first start creates the demo. A changed file restarts the
 * program, and stopping this task stops everything.
 */
await runTask(async () => {
  const stop = new AbortController();
  const stopped = new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
  let program: Program | null = null;
  const stopping = () => {
    stop.abort();
    if (program) endChild(program.process);
  };
  for (const signal of ENDING_SIGNALS) Deno.addSignalListener(signal, stopping);

  if (!await isSeeded(taskConfig())) {
    say("First start: creating the demo people and their pictures …");
    const code = await runChild({ args: ["run", "-A", "tasks/seed.ts"], env: taskEnvironment() });
    if (code !== 0 && !stop.signal.aborted) Deno.exit(code);
  }
  let changed = Promise.withResolvers<void>();
  using _watch = watchFiles(() => changed.resolve());
  let wasReady = false;
  while (!stop.signal.aborted) {
    changed = Promise.withResolvers();
    const config = taskConfig();
    program = new Program(config.PORT, taskEnvironment());
    const isReady = await program.ready;
    if (isReady) say(whereToLook(config, program.port));
    wasReady ||= isReady;
    const code = await Promise.race([program.ended, changed.promise.then(() => null)]);
    if (stop.signal.aborted) break;
    if (code === null) {
      say("A file changed: restarting …");
      endChild(program.process);
      await program.ended;
    } else {
      // A program that never ran will not run later; one that ran may be repaired by the next
      // change.
      if (!wasReady) Deno.exit(code || 1);
      say(`The program ended (${code}). The next change of a file restarts it.`);
      await Promise.race([changed.promise, stopped]);
    }
  }
  await program?.ended;
  Deno.exit(0);
});

async function isSeeded({ DATA_DIR }: Config): Promise<boolean> {
  try {
    return (await Deno.stat(join(DATA_DIR, SEEDED_MARK))).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function whereToLook({ DATA_DIR }: Config, port: number): string {
  const origin = `http://localhost:${port}`;
  return `
  Tintype is running.

    API         ${origin}/api/v1
    Reference   ${origin}/docs
    Mail        ${origin}/dev/mail
    Sign in     demo / ${DEMO_PASSWORD}   (also alice, bob and cora)

  The data is in ${DATA_DIR}. Files are watched. Ctrl-C stops everything.
`;
}
