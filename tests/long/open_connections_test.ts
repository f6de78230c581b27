import { assertEquals, assertStringIncludes } from "@std/assert";
import { openConnections } from "../helpers/open_connections.ts";
import { send } from "../helpers/people/person.ts";
import { freePort, openDataDir, RunningProgram } from "../helpers/app/running_program.ts";
import { aPng, fileOf } from "../helpers/media/uploads.ts";

const DESCRIPTORS_MAX = 256;
const CONNECTIONS = 400;
const ROOM_IS_MADE = "all connections are ended, to make room";
const ACCOUNT = { username: "ada", email: "ada@example.com", password: "correct horse battery" };
/** The first bytes of clients that then send nothing more. */
const BEGINNINGS = [
  "",
  "GET /health HTTP/1.1\r\nHost: a",
  "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
  "Content-Length: 100\r\n\r\n{",
];

Deno.test("more silent connections than file descriptors do not stop the program", async () => {
  await using data = await openDataDir();
  const options = { descriptorsMax: DESCRIPTORS_MAX, env: { RATE_LIMITS: "off" } };
  await using program = new RunningProgram("main.ts", data.path, freePort(), options);
  assertStringIncludes((await program.says(/.*limit of open files is low.*/))[0], '"limit":256');
  const fetch = (path: string, init?: RequestInit) => answered(() => program.fetch(path, init));
  while (!(await send(fetch, "GET", "/ready")).data?.ready);
  const { data: account } = await send(fetch, "POST", "/api/v1/auth/register", ACCOUNT);
  const headers = { authorization: `Bearer ${account.accessToken}` };

  for (const [index, beginning] of BEGINNINGS.entries()) {
    using _silent = await openConnections(program.port, CONNECTIONS, beginning);
    await program.says(new RegExp(`(?:${ROOM_IS_MADE}[^]*){${index + 1}}`));
    assertEquals((await send(fetch, "GET", "/ready")).data.ready, true);
    const form = new FormData();
    form.set("image", fileOf(await aPng(40, 30), "image/png"));
    const uploaded = await fetch("/api/v1/images/upload", { method: "POST", body: form, headers });
    assertEquals(uploaded.status, 201);
    const { data: { postId } } = await uploaded.json();
    let image;
    do image = await send(fetch, "GET", `/api/v1/images/${postId}`, undefined, headers); while (
      image.data?.processingStatus !== "ready"
    );
  }

  const { code, output } = await program.end("TERM");
  assertEquals(code, 0);
  assertEquals(output.match(/"level":"error"/g), null);
});

/** Repeats a request until it is accepted: for a moment the program may not listen. */
async function answered(request: () => Promise<Response>): Promise<Response> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}
