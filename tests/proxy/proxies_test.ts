import { assert, assertEquals, assertLess } from "@std/assert";
import { createConnection } from "node:net";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { EventReader } from "../helpers/realtime/event_reader.ts";
import { type ListeningApp, startListening } from "../helpers/app/listening.ts";
import { Live } from "../helpers/realtime/live.ts";
import { PASSWORD, send } from "../helpers/people/person.ts";
import { answerOf, exchange } from "../helpers/raw_http.ts";
import { type Proxy, startCaddy, startNginx, type StartProxy } from "./proxies.ts";

const MAX_UPLOAD_BYTES = 25 * 1024 * 1024;
const ENDED_WITHIN_MS = 20_000;
const PROXIES = { nginx: startNginx, Caddy: startCaddy };

for (const [name, startProxy] of Object.entries(PROXIES)) {
  Deno.test(`${name} ends requests that stop half-way`, async () => {
    await using behind = await startBehind(startProxy);
    const head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\n";
    const body = `${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"ema`;
    const startedAt = performance.now();
    await Promise.all(["", head, body].map((text) => untilEnded(behind.proxy.port, text)));
    assertLess(performance.now() - startedAt, ENDED_WITHIN_MS);
  });

  Deno.test(`${name} lets sockets and event streams through at once`, async () => {
    await using behind = await startBehind(startProxy);
    const { app } = behind.listening;
    const [ada, bob] = await app.people("ada", "bob");
    await follow(app, bob, ada);
    const { postId } = await publish(app, ada);
    const topic = `post:${postId}`;
    await using live = await Live.connect(behind.proxy, { token: ada.accessToken });
    await live.subscribe(topic);
    const options = { token: bob.accessToken, topics: topic };
    await using events = await EventReader.open(behind.proxy, options);
    ok(await bob.post(`/posts/${postId}/comments`, { content: "Hi" }), 201);
    await live.next("comment.created");
    await events.next("comment.created");
  });

  Deno.test(`${name} passes on the address of the client, which cannot be forged`, async () => {
    await using behind = await startBehind(startProxy);
    const [ada] = await behind.listening.app.people("ada");
    const forged = ["X-Real-IP", "X-Forwarded-For", "Forwarded", "x_real_ip", "X-Real-Ip"]
      .map((header) => `${header}: 203.0.113.9`);
    const lines = [
      "GET /api/v1/auth/me HTTP/1.1",
      "Host: tintype.example.com",
      "Connection: close",
    ];
    const login = JSON.stringify({ email: "ada@example.com", password: PASSWORD });
    const request = [
      ...["POST /api/v1/auth/login HTTP/1.1", ...lines.slice(1), ...forged],
      ...["Content-Type: application/json", `Content-Length: ${login.length}`, "", login],
    ].join("\r\n");
    assertEquals(answerOf(await sendFrom("127.0.0.2", behind.proxy.port, request)).status, 200);
    const { data } = ok(await ada.get("/auth/sessions"), 200);
    const [{ ip }] = data.sessions.filter(({ current }: { current: boolean }) => !current);
    assertEquals(ip, "127.0.0.2");
  });

  Deno.test(`${name} hides metrics from strangers, and enforces the limits of bodies and hosts`, async () => {
    await using behind = await startBehind(startProxy);
    const { port } = behind.proxy;
    const ask = async (target: string, ...headers: string[]) =>
      (await exchange(port, "GET", target, ["Host: a", ...headers])).status;
    for (const target of ["/metrics", "/metrics/", "/metrics?x", "/%6detrics", "//metrics"]) {
      assertEquals(await ask(target), 404, target);
    }
    const sized = async (bytes: number) => {
      const headers = ["Host: a", "Content-Type: application/json", `Content-Length: ${bytes}`];
      return (await exchange(port, "POST", "/api/v1/auth/login", headers)).status;
    };
    assertEquals(await sized(MAX_UPLOAD_BYTES + 100_000), 413);
    const answer = await send((path) => fetch(behind.proxy.url + path), "GET", "/api/v1/nowhere");
    assert(answer.body.error.requestId);
  });
}

interface Behind extends AsyncDisposable {
  listening: ListeningApp;
  proxy: Proxy;
}

async function startBehind(startProxy: StartProxy): Promise<Behind> {
  await using opening = new AsyncDisposableStack();
  const listening = opening.use(
    await startListening({ env: { TRUSTED_PROXY_HEADER: "X-Real-IP" } }),
  );
  const proxy = opening.use(await startProxy(listening.server.port));
  const resources = opening.move();
  return { listening, proxy, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Sends the beginning of a request; resolves when the other side closes the connection. */
async function untilEnded(port: number, text: string): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(text));
  await new Response(connection.readable).text().catch((error) => {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  });
}

/** Sends a request from a local address; resolves with the whole response. */
function sendFrom(localAddress: string, port: number, request: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = "";
  const socket = createConnection({ host: "127.0.0.1", port, localAddress });
  socket.setEncoding("utf8").on("data", (part) => text += part);
  socket.on("close", () => resolve(text)).on("error", reject);
  socket.write(request);
  return promise;
}
