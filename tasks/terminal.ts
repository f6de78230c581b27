/** Prints a line for the person at the terminal. */
export function say(line = ""): void {
  // deno-lint-ignore no-console -- tasks talk to a person, not to a log
  console.log(line);
}

/** Ends the task with a line that states the reason. */
export function giveUp(reason: string): never {
  // deno-lint-ignore no-console -- as above
  console.error(reason);
  Deno.exit(1);
}

/** Runs a task and reports an error in one line. */
export async function runTask(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    giveUp(error instanceof Error ? error.message : String(error));
  }
}
