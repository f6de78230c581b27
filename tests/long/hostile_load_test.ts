import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { HealthProbe } from "../helpers/app/health_probe.ts";
import { Person } from "../helpers/people/person.ts";
import { freePort, openDataDir, RunningProgram } from "../helpers/app/running_program.ts";
import { ATTACKS, signIn } from "./attacks.ts";

const HEALTH_MS_MAX = 500;
const SIGN_IN_MS_MAX = 3000;

// Without rate limits: the result then holds for many attackers who each respect them.
Deno.test("no attack blocks the program: it stays healthy, and others sign in", async (t) => {
  await using data = await openDataDir();
  const env = { RATE_LIMITS: "off", PHOTO_ONLY: "false" };
  await using program = new RunningProgram("main.ts", data.path, freePort(), { env });
  await program.says(/"message":"listening"/);
  const fetch = program.fetch.bind(program);
  while (!(await program.fetch("/ready").then(drained)).ok);
  const mallory = await Person.register(fetch, "mallory");
  await Person.register(fetch, "owner");
  await using probe = new HealthProbe(`http://127.0.0.1:${program.port}`);
  for (const [name, attack] of Object.entries(ATTACKS)) {
    await t.step(name, async () => {
      await probe.read();
      const [, signInMs] = await Promise.all([
        attack({ program, mallory }),
        signIn(program, "owner"),
      ]);
      const { asked, slowestMs, failed } = await probe.read();
      assertGreater(asked, 0);
      assertEquals(failed, 0);
      assertLess(slowestMs, HEALTH_MS_MAX);
      assertLess(signInMs, SIGN_IN_MS_MAX);
    });
  }
  assertEquals((await program.end("TERM")).code, 0);
});

async function drained(answer: Response): Promise<Response> {
  await answer.body?.cancel();
  return answer;
}
