import { assert, assertEquals } from "@std/assert";
import {
  freePort,
  openDataDir,
  postgresPid,
  RunningProgram,
} from "../helpers/app/running_program.ts";

Deno.test("a program whose Postgres is killed serves again; with damaged data it ends and reports why", async () => {
  await using data = await openDataDir();
  await using program = new RunningProgram("main.ts", data.path, freePort());
  await program.says(/"listening"/);
  const kill = async () => Deno.kill((await postgresPid(data.path))!, "SIGKILL");
  const statusOf = async (path: string) => {
    const answer = await program.fetch(path);
    await answer.body?.cancel();
    return answer.status;
  };
  await program.says(/"migrated"/);

  await kill();
  await program.says(/postgres is ready again/);
  while (await statusOf("/api/v1/feed/public") !== 200);

  await Deno.writeTextFile(`${data.path}/postgres/cluster/PG_VERSION`, "9\n");
  await kill();
  assertEquals(await statusOf("/health"), 200);
  const { code, output } = await program.ended();
  assertEquals(code, 1);
  assert(output.includes("not compatible with this version"), output);
});
