import { assertEquals, assertMatch } from "@std/assert";
import { send } from "../helpers/people/person.ts";
import { temporaryDirectory } from "../lib/embedded/child_program.ts";
import {
  freePort,
  openDataDir,
  postgresPid,
  RunningProgram,
} from "../helpers/app/running_program.ts";

const RUNNING = /Tintype is running/;
const NOT_COPIED = [".data", ".env", ".git", "bench", "coverage", "docs", "tests"];

Deno.test("the first start makes the demo, the next one finds it, a change restarts it, and Ctrl-C leaves nothing", async () => {
  await using data = await openDataDir();
  await using project = await copyOfProject();
  // An empty variable in an env file leaves the default of the task.
  const options = { cwd: project.path, env: { LOG: "" } };
  const start = () => new RunningProgram("tasks/dev.ts", data.path, freePort(), options);
  await using first = start();
  await first.says(RUNNING);
  await first.says(
    /4 people, 11 pictures, 6 posts, 8 comments, 4 conversations, 12 messages added/,
  );
  const feed = await feedOfDemo(first);
  assertEquals(feed.length, 6);
  assertMatch(feed[0].caption, /flat white/);
  const picture = await fetch(feed[0].imageUrl);
  assertEquals(picture.headers.get("content-type"), "image/jpeg");
  await picture.body?.cancel();
  const { code: firstCode, output: firstOutput } = await first.end("INT");
  assertEquals(firstCode, 0);
  assertMatch(firstOutput, /^\d\d:\d\d:\d\d GET \/api\/v1\/feed 200 \d+ ms demo$/m);
  assertEquals(/Warning|\/ready|"message"/.exec(firstOutput), null);
  assertEquals(await first.isGone(), true);
  assertEquals(await postgresPid(data.path), null);

  await using second = start();
  await second.says(RUNNING);
  assertEquals((await feedOfDemo(second)).map(idOf), feed.map(idOf));

  await Deno.writeTextFile(`${project.path}/domain/text.ts`, "// changed\n", { append: true });
  await second.says(/A file changed.*Tintype is running/s);
  const { code, output } = await second.end("INT");
  assertEquals(code, 0);
  assertEquals(/added/.test(output), false);
  assertEquals(await postgresPid(data.path), null);
});

/** Copies the project, so that no edit disturbs the test. */
async function copyOfProject() {
  const directory = await temporaryDirectory();
  const names = (await Array.fromAsync(Deno.readDir("."))).map((entry) => entry.name);
  const from = names.filter((name) => !NOT_COPIED.includes(name));
  const { success } = await new Deno.Command("cp", { args: ["-R", ...from, directory.path] })
    .output();
  assertEquals(success, true);
  return directory;
}

// deno-lint-ignore no-explicit-any -- answers are read freely
async function feedOfDemo(program: RunningProgram): Promise<any[]> {
  const fetch = program.fetch.bind(program);
  const credentials = { email: "demo@example.com", password: "ChangeMe123!" };
  const login = await send(fetch, "POST", "/api/v1/auth/login", credentials);
  assertEquals(login.data.userId, "00000000-0000-0000-0000-000000000001");
  const authorization = `Bearer ${login.data.accessToken}`;
  const feed = await send(fetch, "GET", "/api/v1/feed", undefined, { authorization });
  return feed.data.posts;
}

function idOf(post: { postId: string }): string {
  return post.postId;
}
