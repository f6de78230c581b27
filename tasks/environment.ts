import { parseEnv } from "node:util";
import { type Config, environmentOfProcess, readConfig } from "../lib/config/mod.ts";

/** The file with variables for tasks; those of the environment take precedence. */
export const ENV_FILE = ".env";

const TASK_DEFAULTS = { MODE: "development", LOG: "pretty" };

/** Returns a task's variables: the program's own, with defaults for a person at a terminal. */
export function taskEnvironment(): Record<string, string> {
  const given = Object.entries({ ...variablesOfFile(), ...environmentOfProcess() });
  return { ...TASK_DEFAULTS, ...Object.fromEntries(given.filter(([, value]) => value !== "")) };
}

/** Returns a task's configuration. */
export function taskConfig(): Config {
  return readConfig(taskEnvironment());
}

function variablesOfFile(): Record<string, string> {
  try {
    return parseEnv(Deno.readTextFileSync(ENV_FILE)) as Record<string, string>;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
