// Tries what an attacker who controls the program would try, and prints what was allowed.
const tries: Record<string, () => unknown> = {
  "read a file": () => Deno.readTextFile("/etc/passwd"),
  "read a folder": () => Array.fromAsync(Deno.readDir("/root")),
  "read another process": () => Deno.readTextFile("/proc/self/environ"),
  "write a file": () => Deno.open("/etc/hosts", { append: true }),
  "write the program": () => Deno.open("main.ts", { append: true }),
  "start a program": () => new Deno.Command("id").output(),
  "load a library": () => Deno.dlopen("libc.so.6", { getpid: { parameters: [], result: "i32" } }),
  "read a variable": () => Deno.env.get("PATH") ?? Promise.reject(new Error("unset")),
  "read all variables": () => Deno.env.toObject().PATH ?? Promise.reject(new Error("unset")),
};
const allowed: string[] = [];
for (const [name, run] of Object.entries(tries)) {
  await Promise.try(run).then(() => allowed.push(name), () => {});
}
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(allowed)));
