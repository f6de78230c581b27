import { assertEquals, assertMatch } from "@std/assert";
import { isHost } from "../../../routes/http/host.ts";
import { startApp } from "../../helpers/app/app.ts";
import { exchange } from "../../helpers/raw_http.ts";
import { startServer } from "../../helpers/app/server.ts";

const GOOD = ["localhost", "localhost:8000", "a.example.", "my_app-1.example:443", "127.0.0.1"]
  .concat(["[::1]", "[2001:db8::1]:65535", "xn--bcher-kva.example", "a:1"]);
const BAD = [
  "localhost/metrics?",
  "localhost/metrics#",
  "localhost\\metrics",
  "user@localhost",
  "user:password@localhost",
  "",
  "local host",
  "localhost\t/",
  "a,b",
  "a;b",
  "%6c",
  "a:",
  "a:99999",
  "a:80:80",
  "a:b",
  ":80",
  "[::1",
  "::1",
  "[::1]x",
  "[zz::1]",
  "1.2.3.4.5",
  "256.1.1.1",
  "xn--",
  "http://localhost",
  "-",
  "a..",
  ".a",
  "-a",
  "bücher.example",
  "a".repeat(300),
  `${"a.".repeat(4000)}a`,
];

Deno.test("isHost accepts names and addresses with or without a port, and nothing else", () => {
  assertEquals(GOOD.filter((host) => !isHost(host)), []);
  assertEquals(BAD.filter(isHost), []);
});

Deno.test("a Host header that is no host[:port] is refused, whatever the path", async () => {
  await using app = await startApp();
  await using server = startServer(app);
  for (const path of ["/health", "/nowhere", "/api/v1/posts", "/s3/tintype/public/a"]) {
    for (const host of BAD) {
      const { status, text } = await exchange(server.port, "GET", path, [`Host: ${host}`]);
      assertEquals(status, 400, `${path} of ${host.slice(0, 40)}`);
      assertEquals(JSON.parse(text).error.code, "validation_failed");
    }
  }
  const several = await exchange(server.port, "GET", "/health", ["Host: a", "Host: b"]);
  assertEquals(several.status, 400);
});

Deno.test("the path of a request is only that of its target, in all forms of HTTP", async () => {
  await using app = await startApp();
  await using server = startServer(app);
  const of = async (target: string, ...headers: string[]) =>
    await exchange(server.port, "GET", target, headers);
  assertEquals((await of("/nowhere", "Host: a", "X-Forwarded-Host: a/health?")).status, 404);
  assertEquals((await of("/health", "Host: [::1]:80", "X-Forwarded-Host: ???")).status, 200);
  assertEquals((await of("http://other.example/health", "Host: a")).status, 200);
  assertEquals((await of("http://other.example/nowhere", "Host: a")).status, 404);
  const wrong = ["http://u@other.example/health", "ftp://a/health", "http://a:99999/health"]
    .concat(["http://a..b@c/health", "http://a:/health"]);
  for (const target of wrong) {
    const { status, text } = await of(target, "Host: a");
    assertEquals(status, 400, target);
    assertMatch(text, /^$|validation_failed/);
  }
  assertEquals((await of("//health", "Host: a")).status, 404);
});

Deno.test("invented hosts are counted under no route, so that they reveal nothing of a path", async () => {
  await using app = await startApp();
  await using server = startServer(app);
  await exchange(server.port, "GET", "/nowhere", ["Host: localhost/api/v1/feed?"]);
  const text = await (await app.fetch("/metrics")).text();
  assertMatch(text, /requests_total\{method="GET",route="unknown",status="400"\} 1/);
});
