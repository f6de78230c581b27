import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { wipeProjections } from "../../actors/projections.ts";
import { isEmptyStore } from "../../actors/topics/generation.ts";
import { openApp, startApp, type TestApp } from "../helpers/app/app.ts";
import { openTestDatabase } from "../helpers/app/database.ts";
import { temporaryDirectory } from "../lib/embedded/child_program.ts";
import { at } from "../helpers/app/stores.ts";
import { homeOf } from "../helpers/posts/reposts.ts";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { send } from "../helpers/people/person.ts";

/** Asserts that a program does not start, and that it gives this reason. */
async function assertRefused({ fetch }: TestApp, reason: string): Promise<void> {
  let { status, data } = await send(fetch, "GET", "/ready");
  while (data.checks.program.error === "starting") {
    ({ status, data } = await send(fetch, "GET", "/ready"));
  }
  assertEquals([status, data.checks.program.status], [503, "fail"]);
  assertStringIncludes(data.checks.program.error, reason);
  ok(await send(fetch, "GET", "/api/v1/feed/public"), 503);
}

Deno.test("an instance with another KV store delivers nothing, and starts when the others are gone", async () => {
  await using database = await openTestDatabase();
  await using files = await temporaryDirectory();
  const env = (name: string) => ({ KV_URL: `${files.path}/${name}.sqlite3` });
  const here = await startApp({ database, env: env("here") });
  await using there = await openApp({ database, env: env("there") });
  try {
    await assertRefused(there, "KV is empty, and the other instances use another store");
    const [ada, bob] = await here.people("ada", "bob");
    await follow(here, bob, ada);
    await publish(here, ada, { caption: "Lake" });
    await here.settled();
    assertEquals(await homeOf(bob), ["Lake"]);
    assertEquals(await isEmptyStore(there.ctx.kv), true);

    await here[Symbol.asyncDispose]();
    await there.ctx.started;
    assertEquals(await homeOf(at({ app: there }, bob)), ["Lake"]);
  } finally {
    await here[Symbol.asyncDispose]();
  }
  await using again = await openApp({ database, env: env("here") });
  await assertRefused(again, "KV belongs to another database");
});

Deno.test("a filled KV store of another database is refused until it is rebuilt", async () => {
  await using files = await temporaryDirectory();
  const env = { KV_URL: `${files.path}/kv.sqlite3` };
  await using mine = await openTestDatabase();
  await using others = await openTestDatabase();
  {
    await using app = await startApp({ database: others, env });
    const [ada, bob] = await app.people("ada", "bob");
    await follow(app, bob, ada);
  }
  await using app = await openApp({ database: mine, env });
  await assertRefused(app, "stop all instances and run `deno task rebuild`");
  for (const store of app.ctx.kvStores) await wipeProjections(store);
  await app.ctx.started;
  ok(await send(app.fetch, "GET", "/ready"), 200);
});

Deno.test("an instance ends when its KV store is wiped or replaced while it runs", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  ok(await ada.get("/feed"), 200);
  for (const store of app.ctx.kvStores) await wipeProjections(store);
  await assertRejects(() => app.ctx.services.lost, Error, "KV was wiped or replaced");
});
