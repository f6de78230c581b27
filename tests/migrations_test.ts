import { assertEquals } from "@std/assert";
import { sha256 } from "../lib/security/sealed.ts";

const MIGRATIONS = new URL("../migrations/", import.meta.url);
const CHECKSUMS = new URL("helpers/migration_checksums.json", import.meta.url);

// A database never runs a migration twice, so a changed text under an old number would never run.
Deno.test("a landed migration never changes; a new one is recorded here", async () => {
  const landed: Record<string, string> = JSON.parse(await Deno.readTextFile(CHECKSUMS));
  const found: Record<string, string> = {};
  for await (const { name } of Deno.readDir(MIGRATIONS)) {
    found[name] = sha256(await Deno.readTextFile(new URL(name, MIGRATIONS))).toHex().slice(0, 16);
  }
  const inOrder = Object.fromEntries(Object.entries(found).sort());
  assertEquals(inOrder, landed, "A new one is written into tests/helpers/migration_checksums.json");
});

Deno.test("migrations are numbered from one, without a gap", async () => {
  const names = (await Array.fromAsync(Deno.readDir(MIGRATIONS))).map(({ name }) => name).sort();
  const numbers = names.map((name) => /^(\d{4})_[a-z_]+\.sql$/.exec(name)?.[1]);
  assertEquals(numbers, names.map((_, index) => String(index + 1).padStart(4, "0")));
});
