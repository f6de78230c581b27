import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { AppError } from "../../../lib/errors.ts";
import { openRemoteKv } from "../../../lib/kv/remote.ts";
import { openLog } from "../../../lib/log/log.ts";
import { type KvServer, openKvServer } from "../../helpers/kv/server.ts";

const COMMITS = 21;
/** Nagle's algorithm and Linux's delayed acknowledgement cost 40 ms together. */
const DELAYED_MS = 35;

/** Opens the program's client of a server. */
async function openClient(server: KvServer): Promise<Deno.Kv> {
  const reached = Promise.withResolvers<void>();
  const log = { ...openLog("silent"), info: () => reached.resolve() };
  const kv = openRemoteKv(() => Deno.openKv(server.url), log);
  await reached.promise;
  return kv;
}

Deno.test("a large commit over HTTP does not wait for a delayed acknowledgement", async () => {
  await using server = openKvServer();
  using kv = await openClient(server);
  const times: number[] = [];
  for (let n = 0; n < COMMITS; n++) {
    const commit = kv.atomic();
    for (let row = 0; row < 100; row++) commit.set(["row", row], `the text of row ${row}, ${n}`);
    const startedAt = performance.now();
    assertEquals((await commit.commit()).ok, true);
    times.push(performance.now() - startedAt);
  }
  assertLess(times.sort((a, b) => a - b)[COMMITS >> 1]!, DELAYED_MS);
});

Deno.test("a read without a response is refused within a second", async () => {
  await using server = openKvServer();
  using kv = await openClient(server);
  const frozen = Promise.withResolvers<void>();
  server.faults = { beforeRead: () => frozen.promise };
  const startedAt = performance.now();
  const refused = await assertRejects(() => kv.get(["a"]), AppError);
  assertEquals(refused.code, "unavailable");
  assertLess(performance.now() - startedAt, 2000);
  frozen.resolve();
});
