import { assertEquals, assertMatch } from "@std/assert";
import { send } from "../helpers/people/person.ts";
import { freePort, openDataDir, RunningProgram } from "../helpers/app/running_program.ts";
import { startSmtpServer } from "../helpers/app/smtp.ts";
import { aPng, fileOf } from "../helpers/media/uploads.ts";

const ACCOUNT = { username: "ada", email: "ada@example.com", password: "correct horse battery" };

Deno.test("with the permissions of production the program works", async () => {
  await using data = await openDataDir();
  await using smtp = await startSmtpServer();
  const port = freePort();
  const permissions = await productionPermissions({ DATA_DIR: data.path });
  const env = { MODE: "production", EMBEDDED: "allow", RATE_LIMITS: "off", SMTP_URL: smtp.url };
  await using program = new RunningProgram("main.ts", data.path, port, { permissions, env });
  await program.says(/"message":"listening"/);
  const fetch = program.fetch.bind(program);
  while (!(await send(fetch, "GET", "/ready")).data?.ready);
  assertEquals((await send(fetch, "GET", "/docs/docs.css")).status, 200);

  const { data: account } = await send(fetch, "POST", "/api/v1/auth/register", ACCOUNT);
  const headers = { authorization: `Bearer ${account.accessToken}` };
  const form = new FormData();
  form.set("image", fileOf(await aPng(300, 200), "image/png"));
  const uploaded = await fetch("/api/v1/images/upload", { method: "POST", body: form, headers });
  const { data: { postId } } = await uploaded.json();
  let image;
  do image = await send(fetch, "GET", `/api/v1/images/${postId}`, undefined, headers); while (
    image.data?.processingStatus !== "ready"
  );
  const picture = await globalThis.fetch(image.data.imageUrl);
  assertEquals([picture.status, (await picture.bytes()).length > 0], [200, true]);

  const asked = await send(fetch, "POST", "/api/v1/users/me/export", undefined, headers);
  const path = `/api/v1/users/me/export/${asked.data.exportId}`;
  while ((await send(fetch, "GET", path, undefined, headers)).data.status !== "ready");
  while (smtp.received.length === 0) await send(fetch, "GET", "/health");

  const { code, output } = await program.end("TERM");
  assertEquals(code, 0);
  assertEquals(output.match(/"level":"error".*|NotCapable.*/g), null);
});

Deno.test("the permissions of production allow a program nothing else", async () => {
  for (const DATABASE_URL of ["", "postgres://database.example/tintype"]) {
    const permissions = await productionPermissions({ DATA_DIR: "/var/lib/tintype", DATABASE_URL });
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", ...permissions, "--quiet", "tests/helpers/everything.ts"],
    }).output();
    assertEquals(new TextDecoder().decode(stdout), "[]");
  }
});

Deno.test("deno task start and the image start the program with these permissions", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  const image = await Deno.readTextFile("Dockerfile");
  const started =
    /deno run \$\(deno run -A --quiet tasks\/permissions\.ts\) --v8-flags=\S+ main\.ts/;
  assertMatch(tasks.start, new RegExp(`^(?:[A-Z_]+=\\d+ )*${started.source}$`));
  assertMatch(image, new RegExp(`^CMD \\["sh", "-c", "exec ${started.source}"\\]$`, "m"));
});

/** Returns the options of `deno task start` with these variables. */
async function productionPermissions(env: Record<string, string>): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "tasks/permissions.ts"],
    env,
  }).output();
  return new TextDecoder().decode(stdout).trim().split(" ");
}
