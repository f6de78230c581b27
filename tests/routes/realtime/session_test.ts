import { assert, assertEquals } from "@std/assert";
import type { SessionId } from "../../../domain/ids.ts";
import { Connection } from "../../../routes/realtime/connection.ts";
import { CLOSE } from "../../../routes/realtime/transport.ts";
import { ok } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { PASSWORD, Person, send } from "../../helpers/people/person.ts";

Deno.test("revoking a session closes its sockets with 4401 within a second, and no others", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  const login = await send(app.fetch, "POST", "/api/v1/auth/login", {
    username: "ada",
    password: PASSWORD,
  });
  const { accessToken, refreshToken } = ok(login, 200).data;
  const phone = new Person(app.fetch, "ada", ada.id, accessToken, refreshToken);
  await using revoked = await listening.open(phone);
  await using kept = await listening.open(ada);
  await kept.subscribe("user");
  const revokedAt = performance.now();
  ok(await ada.delete(`/auth/sessions/${revoked.ready.sessionId}`), 204);
  assertEquals((await revoked.closed).code, 4401);
  assert(performance.now() - revokedAt < 1000);
  const { event } = await kept.next("session.revoked");
  assertEquals(event.data, { sessionIds: [revoked.ready.sessionId] });
});

Deno.test("a cut socket whose close event comes late keeps no other socket open", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  const sessionId = await sessionOf(ada);
  const nowhere = { send() {}, close() {}, buffered: () => 0, taken: () => 0 };
  const cut = new Connection(app.ctx, { userId: ada.id, sessionId }, "cut", nowhere);
  cut.close(CLOSE.tooMany);
  await using other = await listening.open(ada);
  cut[Symbol.dispose]();
  const revokedAt = performance.now();
  ok(await ada.delete(`/auth/sessions/${sessionId}`), 204);
  assertEquals((await other.closed).code, 4401);
  assert(performance.now() - revokedAt < 1000);
});

Deno.test("logging out closes the session's sockets and streams", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada] = await app.people("ada");
  await using live = await listening.open(ada);
  const stream = await fetch(`${server.url}/api/v1/events`, {
    headers: { authorization: `Bearer ${ada.accessToken}` },
  });
  ok(await ada.post("/auth/logout"), 204);
  assertEquals((await live.closed).code, 4401);
  await stream.text(); // ends
  assertEquals(app.ctx.sockets.size, 0);
});

Deno.test("a program that stops closes its sockets with 1012 and accepts no more", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  await using live = await listening.open(ada);
  app.ctx.sockets.closeAll();
  assertEquals((await live.closed).code, 1012);
  await using late = await listening.open(ada).catch(() => null);
  if (late) assertEquals((await late.closed).code, 1012);
  assertEquals(app.ctx.sockets.size, 0);
});

Deno.test("a socket that its client closes leaves nothing behind", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada] = await app.people("ada");
  const followed = app.ctx.hub.size;
  const live = await listening.open(ada);
  await live.subscribe("user");
  assertEquals(app.ctx.sockets.size, 1);
  await live.close();
  await using other = await listening.open(ada);
  await other.ask({ op: "ping" });
  assertEquals(app.ctx.sockets.size, 1);
  assertEquals(app.ctx.hub.size, followed + 1, "the session of the other socket");
});

async function sessionOf(person: Person): Promise<SessionId> {
  const { sessions } = ok(await person.get("/auth/sessions"), 200).data;
  return sessions[0].sessionId;
}
