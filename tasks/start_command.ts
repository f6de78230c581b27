import settings from "../deno.json" with { type: "json" };

/**
 * The environment and flags of `deno task start`, beside its permissions. Deno and glibc read the
 * variables when the process begins. The heap then fits into the memory of the container. The others
 * return memory: a password hash takes 19 MiB, which each thread would otherwise hold.
 */
export const START = parse(settings.tasks.start);

function parse(command: string): { env: Record<string, string>; v8Flags: string[] } {
  const [variables = ""] = command.split("deno run");
  const pairs = variables.trim().split(" ").map((word) => word.split("=") as [string, string]);
  return { env: Object.fromEntries(pairs), v8Flags: command.match(/--v8-flags=\S+/) ?? [] };
}
