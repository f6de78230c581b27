import { assert, assertEquals, assertMatch } from "@std/assert";
import { codeIn } from "../helpers/app/mails.ts";
import { type Answer, send } from "../helpers/people/person.ts";
import { freePort, openDataDir, RunningProgram } from "../helpers/app/running_program.ts";

const EMAIL = "canary-address@example.com";
const NEW_EMAIL = "canary-address-two@example.com";
const PASSWORDS = ["canary password one", "canary password two", "canary password three"] as const;

Deno.test("no secret and no address is in any line that the program prints, nor in any error", async () => {
  await using data = await openDataDir();
  await using program = new RunningProgram("main.ts", data.path, freePort());
  await program.says(/"message":"listening"/);
  const fetch = program.fetch.bind(program);
  while (!(await isReady(program)));
  const secrets: string[] = [EMAIL, NEW_EMAIL, ...PASSWORDS];
  const refusals: string[] = [];
  let token = "";
  const post = async (path: string, body: unknown, status: number): Promise<Answer> => {
    const headers = token === "" ? {} : { authorization: `Bearer ${token}` };
    const answer = await send(fetch, "POST", `/api/v1${path}`, body, headers);
    assertEquals(answer.status, status, `${path}: ${JSON.stringify(answer.body)}`);
    if (status >= 400) refusals.push(JSON.stringify(answer.body));
    secrets.push(...[answer.data?.accessToken, answer.data?.refreshToken].filter(Boolean));
    return answer;
  };
  const newest = async (to: string) => {
    const code = await newestCode(program, to, secrets);
    secrets.push(code);
    return code;
  };

  const account = { username: "canary", email: EMAIL, password: PASSWORDS[0] };
  token = (await post("/auth/register", account, 201)).data.accessToken;
  await post("/security/email/verify", { code: await newest(EMAIL) }, 200);
  await post("/auth/register", account, 409);
  await post("/auth/register", { ...account, username: PASSWORDS[1] }, 400);
  await post("/auth/login", { email: EMAIL, password: PASSWORDS[1] }, 401);
  await post("/security/codes", { purpose: "change_email", email: NEW_EMAIL }, 202);
  const change = { newEmail: NEW_EMAIL, code: await newest(NEW_EMAIL) };
  await post("/security/email", { ...change, password: PASSWORDS[2] }, 403);
  await post("/security/email", { ...change, password: PASSWORDS[0], more: PASSWORDS[1] }, 400);
  await post("/security/email", { ...change, password: PASSWORDS[0] }, 200);
  await post("/security/email", { ...change, password: PASSWORDS[0] }, 422);
  const passwords = { currentPassword: PASSWORDS[0], newPassword: PASSWORDS[1] };
  await post("/security/password", { ...passwords, currentPassword: PASSWORDS[2] }, 403);
  await post("/security/password", passwords, 204);
  await post("/security/codes", { purpose: "reset_password", email: NEW_EMAIL }, 202);
  const reset = { email: NEW_EMAIL, code: await newest(NEW_EMAIL), newPassword: PASSWORDS[2] };
  await post("/security/password/reset", { ...reset, newPassword: NEW_EMAIL }, 400);
  await post("/security/password/reset", reset, 204);
  await post("/security/password/reset", reset, 422);
  await broken(program, `{"email":"${EMAIL}","password":"${PASSWORDS[0]}",,}`, refusals);

  const { output, code } = await program.end("TERM");
  assertEquals(code, 0);
  assertMatch(output, /"route":"\/api\/v1\/security\/password\/reset"/);
  for (const secret of secrets) {
    const pattern = new RegExp(`(?<![0-9a-f.])${RegExp.escape(secret)}(?![0-9a-f])`);
    assert(!pattern.test(output), `${secret} was printed`);
    for (const refusal of refusals) assert(!pattern.test(refusal), `${secret} is in ${refusal}`);
  }
});

async function isReady(program: RunningProgram): Promise<boolean> {
  const response = await program.fetch("/ready");
  await response.body?.cancel();
  return response.status === 200;
}

/** Returns the newest code that is not in `known`, as soon as its mail has arrived. */
async function newestCode(program: RunningProgram, to: string, known: string[]): Promise<string> {
  while (true) {
    const text = await (await program.fetch("/dev/mail")).text();
    const articles = text.split("<article>").filter((article) => article.includes(`To ${to},`));
    for (const article of articles.filter((one) => /^\d{6}$/m.test(one))) {
      const code = codeIn(article);
      if (!known.includes(code)) return code;
    }
  }
}

async function broken(program: RunningProgram, body: string, refusals: string[]): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await program.fetch("/api/v1/auth/login", { method: "POST", headers, body });
  assertEquals(response.status, 400);
  refusals.push(await response.text());
}
