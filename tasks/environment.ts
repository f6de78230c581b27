import { parseEnv } from "node:util";
import { type Config, environmentOfProcess, readConfig } from "../lib/config.ts";

/** The file that tasks read variables from; those of the environment win. */
export const ENV_FILE = ".env";

/** The variables of a task: as the program's own, but `MODE` is development unless it is set. */
export function taskEnvironment(): Record<string, string> {
  return { MODE: "development", ...variablesOfFile(), ...environmentOfProcess() };
}

/** The configuration of a task. */
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
