import { assertEquals } from "@std/assert";
import { openLocalKv } from "../../../lib/kv/local.ts";

const WRITERS = 3;
const WRITES = 150;

Deno.test("programs that write to one KV file at once wait for each other, and lose nothing", async () => {
  const directory = await Deno.makeTempDir({ prefix: "tintype-test-kv-" });
  try {
    const stores = await Promise.all(
      Array.from({ length: WRITERS }, () => openLocalKv(`${directory}/kv.sqlite3`)),
    );
    await Promise.all(stores.map(async (kv, writer) => {
      for (let n = 0; n < WRITES; n++) {
        const key = [writer, n];
        const { ok } = await kv.atomic().check({ key, versionstamp: null }).set(key, n).commit();
        assertEquals(ok, true);
        await kv.set([writer, "last"], n);
      }
    }));
    for (const [writer, kv] of stores.entries()) {
      const rows = await Array.fromAsync(kv.list<number>({ prefix: [writer] }));
      assertEquals(rows.length, WRITES + 1);
      assertEquals((await kv.get([writer, "last"])).value, WRITES - 1);
    }
    for (const kv of stores) kv.close();
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
