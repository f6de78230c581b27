import { assert, assertEquals } from "@std/assert";
import { PASSWORD_COST } from "../../../lib/security/passwords.ts";
import { openMemoryRedis } from "../../../lib/redis/memory.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { sendFrom } from "../../helpers/app/limits.ts";
import { codeIn, mailsTo } from "../../helpers/app/mails.ts";
import { type Answer, PASSWORD } from "../../helpers/people/person.ts";

const HOME = "203.0.113.7";
const REQUESTS = 200;

/** Starts an app with the password costs of production, and people who are signed in. */
async function startCostly() {
  const app = await startApp({ passwordCost: PASSWORD_COST, cache: openMemoryRedis() });
  const [eve, ada] = await app.people("eve", "ada");
  return { app, eve, ada };
}

function signIn(app: TestApp, username: string, at = HOME): Promise<Answer> {
  return sendFrom(app, at, "POST", "/auth/login", { username, password: PASSWORD });
}

Deno.test("a client with endless passwords to hash delays nobody else's sign-in", async () => {
  const { app, eve, ada } = await startCostly();
  await using _app = app;
  const by = { authorization: `Bearer ${eve.accessToken}` };
  const wants: [string, unknown][] = [
    ["/security/password", { currentPassword: PASSWORD, newPassword: "another lake in winter" }],
    ["/security/totp", { password: PASSWORD }],
    ["/security/email", { code: "000000", newEmail: "eve@example.org", password: PASSWORD }],
  ];
  const flood = Array.from({ length: REQUESTS }, (_, n) => {
    const [path, body] = wants[1 + n % 2]!;
    return sendFrom(app, "198.51.100.1", "POST", path, body, by);
  });
  const logins = Array.from(
    { length: REQUESTS },
    () => signIn(app, "eve", "198.51.100.2"),
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const startedAt = performance.now();
  // From the same network, too.
  ok(await signIn(app, ada.name, "198.51.100.2"), 200);
  const took = performance.now() - startedAt;
  clearInterval(timer);
  // All requests end before anything is compared, so that none runs on into the next test.
  const answers = await Promise.all([...flood, ...logins]);
  assert(took < 2000, `a right sign-in took ${took} ms`);
  assert(turns > 5, `the event loop turned ${turns} times`);
  const refused = answers.filter(({ status }) => status === 503);
  assert(refused.length > REQUESTS / 4, `${refused.length} were refused`);
  for (const answer of refused) {
    assertEquals(errorCode(answer, 503), "unavailable");
    assert(Number(answer.headers.get("retry-after")) > 0);
  }
  ok(await sendFrom(app, HOME, "POST", wants[0]![0], wants[0]![1], by), 204);
});

Deno.test("requests that fail for another reason are refused before a password is hashed", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mail = await mailsTo(app, "ada@example.com");
  assert(codeIn(mail[0]!.text));
  const hashed = countHashes(app);
  const account = { username: "ada", email: "new@example.com", password: PASSWORD };
  const taken = await sendFrom(app, HOME, "POST", "/auth/register", account);
  assertEquals(errorCode(taken, 409), "conflict");
  const reset = { email: "ada@example.com", code: "000000", newPassword: "a lake in winter" };
  ok(await sendFrom(app, HOME, "POST", "/security/password/reset", reset), 422);
  ok(
    await ada.post("/security/password", { code: "000000", newPassword: "a lake in winter" }),
    422,
  );
  const named = { currentPassword: PASSWORD, newPassword: "ada@example.com" };
  ok(await ada.post("/security/password", named), 400);
  assertEquals(hashed(), 0);
});

/** Counts how many passwords an app hashes or checks from here on. */
function countHashes({ ctx: { passwords } }: TestApp): () => number {
  let count = 0;
  for (const name of ["hash", "verify"] as const) {
    const original = passwords[name].bind(passwords) as (...given: unknown[]) => unknown;
    Object.assign(passwords, {
      [name]: (...given: unknown[]) => {
        count++;
        return original(...given);
      },
    });
  }
  return () => count;
}
