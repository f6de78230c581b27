/** Prints a line for the person at the terminal. */
export function say(line = ""): void {
  // deno-lint-ignore no-console -- tasks talk to a person, not to a log
  console.log(line);
}

/** Ends the task with a line that says why. */
export function giveUp(reason: string): never {
  // deno-lint-ignore no-console -- as above
  console.error(reason);
  Deno.exit(1);
}

/** Runs a task; what goes wrong is told in one line. */
export async function runTask(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    giveUp(error instanceof Error ? error.message : String(error));
  }
}
