import settings from "../deno.json" with { type: "json" };

/**
 * What `deno task start` gives the program beside its permissions. The variables are of glibc and
 * have to be there when the process begins: a password hash takes 19 MiB, which each thread would
 * keep for itself.
 */
export const START = parse(settings.tasks.start);

function parse(command: string): { env: Record<string, string>; v8Flags: string[] } {
  const [variables = ""] = command.split("deno run");
  const pairs = variables.trim().split(" ").map((word) => word.split("=") as [string, string]);
  return { env: Object.fromEntries(pairs), v8Flags: command.match(/--v8-flags=\S+/) ?? [] };
}
