import { assertEquals } from "@std/assert";

Deno.test(".env.example names every variable of the configuration, and no other", async () => {
  const example = await Deno.readTextFile(new URL("../../.env.example", import.meta.url));
  const read = (path: string) => Deno.readTextFile(new URL(path, import.meta.url));
  const config = await read("../../lib/config/mod.ts") +
    await read("../../lib/config/identity_providers.ts");
  const named = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!);
  const known = [...config.matchAll(/^ {2}([A-Z][A-Z0-9_]*): /gm)].map(([, name]) => name!);
  // Deno itself reads the token of a remote KV.
  assertEquals(named.sort(), [...new Set([...known, "DENO_KV_ACCESS_TOKEN"])].sort());
});
