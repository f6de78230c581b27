import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Hono } from "hono";
import { cors } from "../../../routes/http/cors.ts";
import type { Env } from "../../../routes/http/endpoint.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";

const PAGE = "https://app.example.com";
const PRODUCTION = {
  MODE: "production",
  EMBEDDED: "allow",
  PUBLIC_URL: "https://api.example.com",
  ALLOWED_ORIGINS: `${PAGE}, https://other.example.com`,
};

Deno.test("pages of allowed origins read responses and their headers, errors as well", async () => {
  await using app = await startApp({ env: PRODUCTION });
  for (const path of ["/api/v1/feed/public", "/api/v1/users/me", "/api/v1/nowhere", "/ready"]) {
    const { headers } = await from(app, PAGE, path);
    assertEquals(headers.get("access-control-allow-origin"), PAGE, path);
    const exposed = headers.get("access-control-expose-headers")!.split(",");
    assertEquals(exposed, [
      "X-Request-Id",
      "X-Tintype-Seen",
      "RateLimit-Limit",
      "RateLimit-Remaining",
      "RateLimit-Reset",
      "Retry-After",
    ]);
  }
});

Deno.test("pages of other origins read nothing, however similar their names", async () => {
  await using app = await startApp({ env: PRODUCTION });
  const strangers = [
    "https://evil.example",
    "http://app.example.com",
    "https://app.example.com.evil.example",
    "https://app.example.com:8443",
    "https://sub.app.example.com",
    "http://localhost:5173",
    "null",
    "*",
  ];
  for (const origin of strangers) {
    const { headers, status } = await from(app, origin, "/api/v1/feed/public");
    assertEquals(status, 200);
    assert(!headers.has("access-control-allow-origin"), origin);
    assert(!headers.has("access-control-expose-headers"), origin);
    assertEquals(headers.get("vary"), "Origin");
    assert(!(await preflight(app, origin)).headers.has("access-control-allow-origin"), origin);
  }
});

Deno.test("a response to a page is sent without a copy", async () => {
  await using app = await startApp({ env: PRODUCTION });
  const made = new Response("made");
  const hono = new Hono<Env>().use(cors(app.ctx)).get("/", () => made);
  assertStrictEquals(await hono.request("/", { headers: { origin: PAGE } }), made);
});

Deno.test("a preflight allows what clients send, and no cookies", async () => {
  await using app = await startApp({ env: PRODUCTION });
  const { status, headers } = await preflight(app, PAGE);
  assertEquals(status, 204);
  assertEquals(headers.get("access-control-allow-origin"), PAGE);
  assertEquals(headers.get("access-control-allow-methods"), "GET,HEAD,POST,PUT,PATCH,DELETE");
  const allowed = headers.get("access-control-allow-headers")!.split(",");
  for (
    const name of [
      "Authorization",
      "Content-Type",
      "Idempotency-Key",
      "X-Request-Id",
      "Last-Event-ID",
    ]
  ) {
    assert(allowed.includes(name), name);
  }
  assert(!headers.has("access-control-allow-credentials"));
  assertEquals(headers.get("vary"), "Origin, Access-Control-Request-Headers");
});

Deno.test("our own origin may always call", async () => {
  await using app = await startApp({ env: PRODUCTION });
  const { headers } = await from(app, PRODUCTION.PUBLIC_URL, "/api/v1/feed/public");
  assertEquals(headers.get("access-control-allow-origin"), PRODUCTION.PUBLIC_URL);
});

Deno.test("in development local pages may call from any port", async () => {
  await using app = await startApp();
  for (const origin of ["http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:8080"]) {
    assertEquals((await preflight(app, origin)).headers.get("access-control-allow-origin"), origin);
  }
  for (const origin of ["http://localhost.evil.example", "http://127.0.0.1.evil.example:80"]) {
    assert(!(await preflight(app, origin)).headers.has("access-control-allow-origin"), origin);
  }
});

Deno.test("every response forbids sniffing, framing and referrers", async () => {
  await using app = await startApp();
  for (const path of ["/health", "/docs", "/api/v1/feed/public", "/api/v1/users/me", "/nowhere"]) {
    const { headers } = await app.fetch(path);
    assertEquals(headers.get("x-content-type-options"), "nosniff", path);
    assertEquals(headers.get("referrer-policy"), "no-referrer", path);
    assert(headers.get("content-security-policy")!.includes("frame-ancestors 'none'"), path);
    assert(!headers.has("strict-transport-security"), path);
  }
});

Deno.test("responses of the API are stored by no cache", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  assertEquals((await ada.get("/users/me")).headers.get("cache-control"), "private, no-store");
  const { headers } = await app.fetch("/api/v1/users/me");
  assertEquals(headers.get("cache-control"), "private, no-store");
});

Deno.test("with an https public address, browsers are told to use https only", async () => {
  await using app = await startApp({ env: PRODUCTION });
  const { headers } = await app.fetch("/health");
  assertEquals(
    headers.get("strict-transport-security"),
    "max-age=31536000; includeSubDomains",
  );
});

function from(app: TestApp, origin: string, path: string): Promise<Response> {
  return app.fetch(path, { headers: { origin } });
}

function preflight(app: TestApp, origin: string): Promise<Response> {
  const headers = { origin, "access-control-request-method": "POST" };
  return app.fetch("/api/v1/posts", { method: "OPTIONS", headers });
}
