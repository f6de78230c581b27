import { assertEquals } from "@std/assert";
import { openLog } from "../../../lib/log/log.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { makeAdmins } from "../../helpers/people/admins.ts";
import { errorCode } from "../../helpers/people/steps.ts";
import { send } from "../../helpers/people/person.ts";
import { type FieldsDocument, fieldsOf } from "../../helpers/request_fields.ts";
import { startServer } from "../../helpers/app/server.ts";
import { aPng, fileOf, sendForm } from "../../helpers/media/uploads.ts";

Deno.test("an empty or odd value of a query is refused or ignored, and never an internal error", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await makeAdmins(app, ada);
  const odd = ["", "NaN", "-0", "1e999", "0x10", "9".repeat(40), "\0", "null", "[]"];
  const times = ["+275760-09-13T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"];
  const fields = fieldsOf(await documentOf(app)).filter(({ name }) => name.includes("(query)"));
  for (const { name, request } of fields) {
    for (const text of [...odd, ...times]) {
      const { path, init } = request(text);
      const headers = { authorization: `Bearer ${ada.accessToken}` };
      const answer = await app.fetch(path, { ...init, headers });
      await answer.body?.cancel();
      assertEquals(answer.status < 500, true, `${name} ${JSON.stringify(text)}: ${answer.status}`);
    }
  }
  assertEquals(errorCode(await ada.get("/posts?author="), 400), "validation_failed");
});

Deno.test("U+0000 and half a character are refused in every input", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const image = fileOf(await aPng(4, 4), "image/png");
  const form = (fields: Record<string, string>) =>
    sendForm(ada, "/images/upload", { image, ...fields });
  const refused = [
    await ada.post("/posts", { mediaIds: [], caption: "a\0" }),
    await ada.post("/posts", { mediaIds: [], caption: "a\ud800" }),
    await ada.post("/posts", { mediaIds: [], caption: "a", tags: ["a\0"] }),
    await form({ caption: "a\0" }),
    await form({ caption: "a", tags: "a\0" }),
    await form({ caption: "a", tags: '["a\\u0000"]' }),
    await form({ caption: "a", location: '{"latitude":1,"longitude":1,"name":"a\\u0000"}' }),
    await form({ caption: "a", location: '{"latitude":1,"longitude":1,"name":"a\\ud800"}' }),
    await ada.get("/posts?author=%00"),
    await ada.get("/search/posts?q=a%00"),
    await grant(app, { username: "ada\0", password: "a" }),
    await grant(app, { username: "ada", password: "a\0" }),
  ];
  for (const { status } of refused) assertEquals(status, 400);
  for (const path of ["/users/%00", "/users/@ada%00", "/tags/a%00/posts", "/auth/oauth/%00"]) {
    assertEquals(errorCode(await ada.get(path), 404), "not_found");
  }
});

Deno.test("a challenge that no database can store opens nothing", async () => {
  await using app = await startApp();
  const clientDataJSON = btoa(JSON.stringify({ challenge: "a\0" })).replace(/=+$/, "");
  const response = { clientDataJSON, authenticatorData: "AA", signature: "AA" };
  const answer = await send(app.fetch, "POST", "/api/v1/auth/passkeys", {
    response: { id: "AA", rawId: "AA", type: "public-key", response },
  });
  assertEquals(errorCode(answer, 401), "unauthenticated");
});

Deno.test("deeply nested JSON is refused everywhere, and texts may contain brackets", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const nested = (depth: number): unknown => depth === 0 ? "" : [nested(depth - 1)];
  for (const [depth, status] of [[5000, 400], [33, 400], [5, 401]] as const) {
    const response = { clientDataJSON: "AA", authenticatorData: "AA", signature: "AA" };
    const answer = await send(app.fetch, "POST", "/api/v1/auth/passkeys", {
      response: { id: "AA", extra: nested(depth), response },
    });
    assertEquals(answer.status, status);
  }
  const caption = `\\"${"[{".repeat(500)}`;
  assertEquals(
    (await ada.post("/posts", { mediaIds: [], caption, draft: true })).data.caption,
    caption,
  );
});

Deno.test("a body that breaks off is the client's fault, and the log has nothing about it", async () => {
  const said: unknown[] = [];
  const tell = (...line: unknown[]) => void said.push(line);
  const log = { ...openLog("silent"), warn: tell, error: tell };
  await using app = await startApp({ log });
  await using server = startServer(app);
  const kinds = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
  ];
  for (const type of kinds) {
    const path = type.startsWith("multipart") ? "/api/v1/users/me/avatar" : "/api/v1/auth/login";
    const [ada] = type === kinds[2] ? await app.people("ada") : [];
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n` +
      `Authorization: Bearer ${ada?.accessToken}\r\n`;
    const broken = [
      `Content-Length: 100\r\n\r\n{"email":`,
      `Transfer-Encoding: chunked\r\n\r\n9\r\n{"email":\r\n`,
      `Transfer-Encoding: chunked\r\n\r\n9`,
    ];
    for (const body of broken) assertEquals(await statusOf(server.port, head + body), 400, body);
  }
  assertEquals(said, []);
});

async function documentOf(app: TestApp): Promise<FieldsDocument> {
  return await (await app.fetch("/openapi.json")).json();
}

async function grant(app: TestApp, form: Record<string, string>): Promise<{ status: number }> {
  const body = new URLSearchParams(form);
  const answer = await app.fetch("/api/v1/auth/login", { method: "POST", body });
  await answer.body?.cancel();
  return answer;
}

/** Returns the status of the response to a client that sends no more. */
async function statusOf(port: number, request: string): Promise<number> {
  using connection = await Deno.connect({ port, hostname: "127.0.0.1" });
  await connection.write(new TextEncoder().encode(request));
  await connection.closeWrite();
  const answer = await new Response(connection.readable).text();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}
