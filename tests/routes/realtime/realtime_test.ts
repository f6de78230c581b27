import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { Live } from "../../helpers/realtime/live.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { Person, send } from "../../helpers/people/person.ts";

const UPGRADE = { upgrade: "websocket", connection: "Upgrade" };

Deno.test("POST /realtime/ticket gives a new ticket to each caller", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { data } = ok(await ada.post("/realtime/ticket"), 201);
  assertMatch(data.ticket, /^[\w-]{32}$/);
  assertEquals(data.expiresIn, 30);
  assertEquals(ok(await ada.post("/realtime/ticket"), 201).data.ticket === data.ticket, false);
  const anonymous = await send(app.fetch, "POST", "/api/v1/realtime/ticket");
  assertEquals(errorCode(anonymous, 401), "unauthenticated");
});

Deno.test("a ticket opens one socket, as its caller, and no second one", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada] = await app.people("ada");
  const { ticket } = ok(await ada.post("/realtime/ticket"), 201).data;
  await using live = await Live.connect(server, { ticket, origin: "http://localhost:5173" });
  assertEquals(live.ready.heartbeatMs, 20_000);
  assertEquals((await live.subscribe("user"))[0].topic, "user");
  await assertRejects(() => Live.connect(server, { ticket }));
  const again = await send(app.fetch, "GET", `/api/v1/ws?ticket=${ticket}`, undefined, UPGRADE);
  assertEquals(errorCode(again, 401), "unauthenticated");
});

Deno.test("a ticket ends with its session", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { ticket } = ok(await ada.post("/realtime/ticket"), 201).data;
  ok(await ada.post("/auth/logout"), 204);
  const answer = await send(app.fetch, "GET", `/api/v1/events?ticket=${ticket}`);
  assertEquals(errorCode(answer, 401), "unauthenticated");
});

Deno.test("GET /ws and GET /events refuse requests without a token or ticket", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const path of ["/api/v1/ws", "/api/v1/events"]) {
    assertEquals(errorCode(await send(app.fetch, "GET", path), 401), "unauthenticated");
    const unknown = await send(app.fetch, "GET", `${path}?ticket=${"a".repeat(32)}`, undefined, {
      ...UPGRADE,
    });
    assertEquals(errorCode(unknown, 401), "unauthenticated");
    const inUrl = await ada.get(`${path.slice(7)}?token=${ada.accessToken}`);
    assertEquals(errorCode(inUrl, 401), "unauthenticated");
    assertStringIncludes(inUrl.body.error.message, "Do not send tokens in URLs");
    assertEquals(errorCode(await ada.get(`${path.slice(7)}?colour=red`), 400), "validation_failed");
  }
});

Deno.test("GET /ws without an upgrade is refused and leaves the ticket unused", async () => {
  await using listening = await startListening();
  const [ada] = await listening.app.people("ada");
  const { ticket } = ok(await ada.post("/realtime/ticket"), 201).data;
  const plain = await send(listening.app.fetch, "GET", `/api/v1/ws?ticket=${ticket}`);
  assertEquals(errorCode(plain, 400), "validation_failed");
  await using _live = await Live.connect(listening.server, { ticket });
});

Deno.test("pages of foreign origins may not connect; allowed ones, our own and programs may", async () => {
  const env = {
    MODE: "production",
    EMBEDDED: "allow",
    PUBLIC_URL: "https://tintype.example",
    ALLOWED_ORIGINS: "https://app.example, https://admin.example",
  };
  await using listening = await startListening({ env });
  const { app, server } = listening;
  const ada = await Person.register(app.fetch, "ada");
  const token = ada.accessToken;
  for (const origin of ["https://tintype.example", "https://app.example", undefined]) {
    await using _live = await Live.connect(server, { token, ...(origin ? { origin } : {}) });
  }
  for (
    const origin of [
      "https://evil.example",
      "http://localhost:3000",
      "null",
      "https://app.example.evil",
    ]
  ) {
    await assertRejects(() => Live.connect(server, { token, origin }));
    for (const path of ["/ws", "/events"]) {
      const answer = await ada.send("GET", path, undefined, { ...UPGRADE, origin });
      assertEquals(errorCode(answer, 403), "forbidden");
    }
  }
});

Deno.test("GET /events refuses topics that are invalid, too many, or hidden from the caller", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const secret = await publish(app, ada, { privacy: "private" });
  const many = Array.from({ length: 21 }, () => `post:${crypto.randomUUID()}`).join(",");
  for (
    const topics of ["cluster", `user:${ada.id}`, "post:1", `post:${secret.postId}:x`, ",", many]
  ) {
    assertEquals(errorCode(await bob.get(`/events?topics=${topics}`), 400), "validation_failed");
  }
  const hidden = await bob.get(`/events?topics=post:${secret.postId}`);
  const missing = await bob.get(`/events?topics=post:${crypto.randomUUID()}`);
  assertEquals(errorCode(hidden, 404), "not_found");
  hidden.body.error.details = missing.body.error.details = null; // they name the requested topic
  assertSameAnswer(hidden, missing);
  const badId = await bob.send("GET", "/events", undefined, { "last-event-id": "user=yesterday" });
  assertEquals(errorCode(badId, 400), "invalid_cursor");
});
