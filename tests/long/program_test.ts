import { assertEquals, assertLess, assertMatch } from "@std/assert";
import { send } from "../helpers/people/person.ts";
import {
  freePort,
  openDataDir,
  postgresPid,
  RunningProgram,
} from "../helpers/app/running_program.ts";

const LISTENING = /"message":"listening"/;
const ACCOUNT = { username: "ada", email: "ada@example.com", password: "correct horse battery" };

Deno.test("data survives kill -9, and the next start adopts the database server", async () => {
  await using data = await openDataDir();
  const port = freePort();
  {
    await using first = new RunningProgram("main.ts", data.path, port);
    await first.says(LISTENING);
    await ready(first);
    const fetch = first.fetch.bind(first);
    const { status } = await send(fetch, "POST", "/api/v1/auth/register", ACCOUNT);
    assertEquals(status, 201);
    await first.end("KILL");
  }
  const pid = await postgresPid(data.path);
  await using second = new RunningProgram("main.ts", data.path, port);
  const [, adopted] = await second.says(/"message":"postgres is ready".*"adopted":(true|false)/);
  assertEquals(adopted, "true");
  await second.says(LISTENING);
  await ready(second);
  assertEquals(await postgresPid(data.path), pid);
  const fetch = second.fetch.bind(second);
  const { username, password } = ACCOUNT;
  const login = await send(fetch, "POST", "/api/v1/auth/login", { username, password });
  assertEquals(login.status, 200);

  const { code, ms } = await second.end("TERM");
  assertEquals(code, 0);
  assertLess(ms, 5000);
  assertEquals(await postgresPid(data.path), null);
});

Deno.test("a second program on the same data is refused with one line that gives the reason", async () => {
  await using data = await openDataDir();
  await using first = new RunningProgram("main.ts", data.path, freePort());
  await first.says(LISTENING);
  await using second = new RunningProgram("main.ts", data.path, freePort());
  const { code, output } = await second.ended();
  assertEquals(code, 1);
  assertEquals(output.trimEnd().split("\n").length, 1);
  assertMatch(output, /data directory .* is in use by another program \(pid \d+\)/);
  await ready(first);
  assertEquals((await first.end("TERM")).code, 0);
});

Deno.test("an error names a port that is in use, and the database server ends", async () => {
  await using data = await openDataDir();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  await using program = new RunningProgram("main.ts", data.path, port);
  const { code, output } = await program.ended();
  assertEquals(code, 1);
  assertMatch(output, new RegExp(`Port ${port} is in use`));
  assertEquals(await postgresPid(data.path), null);
});

Deno.test("a program that is stopped with a socket open asks its client to reconnect, and ends", async () => {
  await using data = await openDataDir();
  await using program = new RunningProgram("main.ts", data.path, freePort());
  await program.says(LISTENING);
  await ready(program);
  const fetch = program.fetch.bind(program);
  const { data: account } = await send(fetch, "POST", "/api/v1/auth/register", ACCOUNT);
  const authorization = `Bearer ${account.accessToken}`;
  const ticket = await send(fetch, "POST", "/api/v1/realtime/ticket", undefined, { authorization });
  const socket = new WebSocket(
    `ws://127.0.0.1:${program.port}/api/v1/ws?ticket=${ticket.data.ticket}`,
  );
  const closed = Promise.withResolvers<number>();
  socket.onclose = ({ code }) => closed.resolve(code);
  const opened = Promise.withResolvers<void>();
  socket.onmessage = () => opened.resolve();
  await opened.promise;
  const ended = program.end("TERM");
  assertEquals(await closed.promise, 1012);
  const { code, ms } = await ended;
  assertEquals(code, 0);
  assertLess(ms, 5000);
});

/** Polls until the program is ready: migrations may still run when it listens. */
async function ready(program: RunningProgram): Promise<void> {
  for (;;) {
    const answer = await program.fetch("/ready");
    await answer.body?.cancel();
    if (answer.ok) return;
  }
}
