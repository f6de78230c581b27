import { assert, assertEquals, assertMatch } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { type Answer, type Person, send } from "../../helpers/people/person.ts";
import { sendForm } from "../../helpers/media/uploads.ts";

Deno.test("a body that is not JSON is malformed_json", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const body of ["", "{", "{'a': 1}", '{"caption": }', "\u0000", "NaN"]) {
    assertError(await posts(app, ada, body), 400, "malformed_json");
  }
  const notUtf8 = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
  assertError(await posts(app, ada, notUtf8), 400, "malformed_json");
});

Deno.test("a body of another content type is refused, even if it is JSON", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]) {
    assertError(await posts(app, ada, "{}", type), 415, "unsupported_media_type");
  }
  const wrong = `{"mediaIds":"none"}`;
  const answer = await posts(app, ada, wrong, "application/json; charset=utf-8");
  assertError(answer, 400, "validation_failed");
});

Deno.test("a validation error lists each field and its fault", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const answer = await ada.post("/posts", { mediaIds: "none", captions: "?" });
  assertError(answer, 400, "validation_failed");
  const { details } = answer.body.error;
  assert(details.some(({ path }: { path: string }) => path === "mediaIds"));
  for (const detail of details) assertEquals(Object.keys(detail), ["path", "message"]);
});

Deno.test("a validation error is small, however many fields are wrong, and however long", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, 1]));
  const long = { ["\u{1f600}".repeat(20_000)]: 1, ["\0".repeat(20_000)]: 1 };
  const image = new File(["a"], "a.png", { type: "image/png" });
  const answers = [
    await ada.post("/posts", many),
    await ada.post("/posts", long),
    await ada.put("/notifications/preferences", { types: many }),
    await ada.get(`/search/posts?${"k".repeat(5000)}=1&q=${"%00".repeat(5000)}`),
    await sendForm(ada, "/images/upload", { image, ["k".repeat(2000)]: "a" }),
    await ada.post("/auth/login", { ...many, email: [] }),
  ];
  for (const answer of answers) {
    assertError(answer, 400, "validation_failed");
    assert(JSON.stringify(answer.body).length < 10_000);
  }
});

Deno.test("a body over the limit is payload_too_large, with and without a declared length", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const large = JSON.stringify({ caption: "a".repeat(1024 * 1024), mediaIds: [] });
  assertError(await posts(app, ada, large), 413, "payload_too_large");
  const stream = new Blob([large]).stream();
  assertError(await posts(app, ada, stream), 413, "payload_too_large");
});

Deno.test("deep nesting, huge numbers and hostile keys are refused and harm nothing", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const deep = 100_000;
  const bodies = [
    "[".repeat(deep) + "]".repeat(deep),
    '{"caption":'.repeat(10_000) + "1" + "}".repeat(10_000),
    '{"mediaIds":[],"location":{"latitude":1e999,"longitude":-1e999,"name":"a"}}',
    `{"mediaIds":[],"caption":${"9".repeat(10_000)}}`,
    '{"mediaIds":[],"__proto__":{"admin":true}}',
    '{"mediaIds":[],"constructor":{"prototype":{}}}',
    "null",
    "true",
    '"text"',
    "[]",
  ];
  for (const body of bodies) assertError(await posts(app, ada, body), 400, "validation_failed");
  for (const limit of ["1e999", "-1", "0", "51", "1.5", "abc", "9".repeat(400), "%00"]) {
    assertError(await ada.get(`/feed/public?limit=${limit}`), 400, "validation_failed");
  }
  assertEquals((await ada.get("/users/me")).status, 200);
});

Deno.test("an unknown path is not_found, and so is an invalid id", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const wrong = [
    ["GET", "/api/v1/nowhere"],
    ["GET", "/api/v2/feed"],
    ["GET", "/api"],
  ] as const;
  for (const [method, path] of wrong) {
    assertError(await send(app.fetch, method, path), 404, "not_found");
  }
  assertError(await ada.get("/posts/not-an-id"), 404, "not_found");
  assertError(await ada.get("/posts/%E0%A4%A"), 404, "not_found");
});

Deno.test("HEAD responds as GET does, without a body", async () => {
  await using app = await startApp();
  for (const path of ["/health", "/api/v1/feed/public", "/docs", "/openapi.json"]) {
    const get = await app.fetch(path);
    await get.body?.cancel();
    const head = await app.fetch(path, { method: "HEAD" });
    assertEquals(head.status, get.status, path);
    assertEquals(head.headers.get("content-type"), get.headers.get("content-type"));
    assertEquals(await head.text(), "");
  }
});

Deno.test("a slash at the end of a path changes nothing", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  assertEquals((await app.fetch("/health/")).status, 200);
  assertEquals((await ada.get("/users/me/")).data, (await ada.get("/users/me")).data);
});

Deno.test("every response has a request id: the client's, if it fits into a log line", async () => {
  await using app = await startApp();
  const ofClient = { "x-request-id": "client-request-0001" };
  const kept = await send(app.fetch, "GET", "/api/v1/nowhere", undefined, ofClient);
  assertEquals(kept.headers.get("x-request-id"), "client-request-0001");
  assertEquals(kept.body.error.requestId, "client-request-0001");
  for (const unfit of ["short", "with space in it", "a".repeat(65), '{"forged":"line"}']) {
    const { headers, body } = await send(app.fetch, "GET", "/api/v1/users/me", undefined, {
      "x-request-id": unfit,
    });
    assertMatch(headers.get("x-request-id")!, /^[0-9a-f-]{36}$/);
    assertEquals(body.error.requestId, headers.get("x-request-id"));
  }
});

Deno.test("the error for a refused token explains how to sign in", async () => {
  await using app = await startApp();
  const given = ["Bearer x.y.z", "Bearer", "Basic YTpi", "Bearer a b", "x".repeat(5000)];
  for (const authorization of given) {
    const headers = { authorization };
    const answer = await send(app.fetch, "GET", "/api/v1/users/me", undefined, headers);
    assertError(answer, 401, "unauthenticated");
    assertMatch(answer.headers.get("www-authenticate")!, /^Bearer /);
  }
});

async function posts(
  app: TestApp,
  { accessToken }: Person,
  body: BodyInit,
  type = "application/json",
): Promise<Answer> {
  const response = await app.fetch("/api/v1/posts", {
    method: "POST",
    headers: { authorization: `Bearer ${accessToken}`, "content-type": type },
    body,
  });
  const parsed = await response.json();
  return { status: response.status, headers: response.headers, body: parsed, data: undefined };
}

function assertError(answer: Answer, status: number, code: string): void {
  assertEquals(answer.status, status, JSON.stringify(answer.body));
  assertEquals(answer.body.success, false);
  assertEquals(answer.body.error.code, code);
  assertEquals(answer.body.error.requestId, answer.headers.get("x-request-id"));
  const { code: _, message, requestId: __, details: ___, ...rest } = answer.body.error;
  assert(typeof message === "string" && message !== "");
  assertEquals(rest, {});
}
