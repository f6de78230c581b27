/** The program of a sandbox process: its job is an argument, its messages are lines of JSON. */
import { work } from "./work.ts";

if (import.meta.main) {
  const encoder = new TextEncoder();
  await work(JSON.parse(Deno.args[0]!), (message) => {
    Deno.stdout.writeSync(encoder.encode(`${JSON.stringify(message)}\n`));
  });
}
