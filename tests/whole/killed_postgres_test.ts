import { assert, assertEquals } from "@std/assert";
import { startPostgres } from "../../lib/embedded/postgres.ts";
import { startApp } from "../helpers/app/app.ts";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { onceHealed, onceSettled } from "../helpers/healing.ts";
import { lendPostgres } from "../helpers/app/lent_postgres.ts";
import { startOwnPostgres } from "../helpers/own_postgres.ts";
import { send } from "../helpers/people/person.ts";
import { temporaryDirectory } from "../lib/embedded/child_program.ts";

const AS_IN_PRODUCTION = { DATABASE_REQUEST_MS: "3000" };

Deno.test("a killed embedded Postgres is restarted, and nothing acknowledged is lost", async () => {
  await using postgres = await startOwnPostgres({ fsync: true });
  await using app = await startApp({ database: postgres.database, env: AS_IN_PRODUCTION });
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  for (let round = 1; round <= 2; round++) {
    const { postId } = await publish(app, ada, { caption: `round ${round}` });
    await postgres.kill();
    const ready = () => send(app.fetch, "GET", "/ready");
    // Its backends end a moment later, one by one.
    let down = await ready();
    while (down.status === 200) down = await ready();
    assertEquals(down.data.checks.database.status, "fail");
    assertEquals((await app.fetch("/health")).status, 200);
    for (let asked = down; asked.status !== 404;) {
      asked = await ada.get(`/posts/${crypto.randomUUID()}`);
      assert(asked.status === 404 || Number(asked.headers.get("retry-after")) > 0);
    }
    assertEquals((await onceHealed(ready)).status, 200);
    await onceSettled(app);
    const { data } = ok(await onceHealed(() => bob.get("/feed?limit=1")), 200);
    assertEquals(data.posts[0].postId, postId);
  }
});

Deno.test("an embedded Postgres that cannot be restarted is given up, with a reason", async () => {
  await using temp = await temporaryDirectory();
  const dataDir = `${temp.path}/postgres`;
  await lendPostgres(dataDir);
  const lost = Promise.withResolvers<Error>();
  await using _server = await startPostgres({ dataDir, fsync: false, onLost: lost.resolve });
  const cluster = `${dataDir}/cluster`;
  await Deno.writeTextFile(`${cluster}/PG_VERSION`, "9\n");
  const [pid] = (await Deno.readTextFile(`${cluster}/postmaster.pid`)).split("\n");
  Deno.kill(Number(pid), "SIGKILL");
  assert((await lost.promise).message.includes("not compatible with this version"));
});
