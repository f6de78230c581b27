import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { send } from "../../helpers/people/person.ts";

Deno.test("GET /health responds as soon as the process lives", async () => {
  await using app = await startApp();
  const answer = await send(app.fetch, "GET", "/health");
  assertEquals(answer.status, 200);
  assertEquals(answer.body, { success: true, data: { status: "ok" } });
});

Deno.test("GET /ready names each check, and the response time of each service", async () => {
  await using app = await startApp();
  const { status, data } = await send(app.fetch, "GET", "/ready");
  assertEquals(status, 200);
  assertEquals([data.ready, data.status], [true, "pass"]);
  const services = ["database", "kv", "redis", "storage"];
  assertEquals(Object.keys(data.checks), ["program", ...services, "delivery", "cluster"]);
  for (const name of services) assert(Number.isInteger(data.checks[name].ms));
  for (const name in data.checks) assertEquals(data.checks[name].status, "pass");
});

Deno.test("GET /metrics counts requests by the pattern of their route, never by their path", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await ada.get(`/users/${ada.id}`);
  await ada.get("/nowhere/secret-name");
  const response = await app.fetch("/metrics");
  assertEquals(response.status, 200);
  assertMatch(response.headers.get("content-type")!, /^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  const users =
    'tintype_http_requests_total{method="GET",route="/api/v1/users/:id",status="200"} 1';
  assertStringIncludes(text, users);
  assertStringIncludes(text, 'route="unknown",status="404"} 1');
  assert(!text.includes("secret-name") && !text.includes(ada.id));
});

Deno.test("1,000 invented methods and paths add a handful of series to GET /metrics", async () => {
  await using app = await startApp();
  const series = async () => {
    const text = await (await app.fetch("/metrics")).text();
    return text.split("\n").filter((line) => /^tintype_(http|rate)/.test(line)).length;
  };
  await series();
  const before = await series();
  for (let i = 0; i < 1000; i++) {
    const paths = [`/api/v1/made-up/${i}`, `/made-up-${i}`, `/s3/${i}`, "/api/v1/posts", "/health"];
    const method = i % 2 === 0 ? `MADE${i}` : "GET";
    const answer = await app.fetch(paths[i % paths.length]!, { method });
    await answer.body?.cancel();
  }
  const added = await series() - before;
  assertLess(added, 300);
});

Deno.test("GET /metrics has the gauges of the inner parts", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await ada.post(`/users/${bob.id}/follow`);
  await app.settled();
  const text = await (await app.fetch("/metrics")).text();
  const numbers = new Map(
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  );
  assertEquals(numbers.get('tintype_events_total{type="follow.created"}'), 1);
  assertEquals(numbers.get('tintype_outbox{of="events"}'), 0);
  assertEquals(numbers.get('tintype_outbox{of="oldest_seconds"}'), 0);
  assertEquals(numbers.get("tintype_outbox_events"), 0);
  assertEquals(numbers.get("tintype_outbox_oldest_seconds"), 0);
  assertEquals(numbers.get('tintype_check_passes{check="kv"}'), 1);
  assertEquals(numbers.get('tintype_media{status="processing"}'), 0);
  assertEquals(numbers.get("tintype_actor_messages_waiting"), 0);
  assertEquals(numbers.get("tintype_sockets_open"), 0);
  assert(numbers.get("tintype_kv_commits")! > 0);
  assert(numbers.get("tintype_kv_mutations")! > 0);
  assert(numbers.get('tintype_memory_bytes{kind="rss"}')! > 0);
  assert(numbers.has("tintype_event_loop_lag_seconds"));
  assert(numbers.has('tintype_cache_entries{cache="sessions"}'));
});

Deno.test("GET / leads to the documentation, and in development to the demo", async () => {
  await using app = await startApp();
  const html = await (await app.fetch("/")).text();
  for (const part of ["/docs", "/openapi.json", "demo@example.com", "/dev/mail"]) {
    assertStringIncludes(html, part);
  }
});

Deno.test("GET /dev/mail shows the mails that were stored instead of sent, as text", async () => {
  await using app = await startApp();
  assertStringIncludes(await (await app.fetch("/dev/mail")).text(), "No mail yet");
  const mail = { to: "ada@example.com", subject: "Your <code>", text: "<script>1</script>" };
  await app.ctx.mailer.send(mail);
  const html = await (await app.fetch("/dev/mail")).text();
  assertStringIncludes(html, "ada@example.com");
  assertStringIncludes(html, "Your &lt;code&gt;");
  assertStringIncludes(html, "&lt;script&gt;1&lt;/script&gt;");
});

Deno.test("GET /dev/mail is shown only under local names", async () => {
  await using app = await startApp();
  const at = async (host: string) =>
    (await app.app.fetch(new Request(`http://${host}/dev/mail`, { headers: { host } }))).status;
  for (const host of ["localhost:8000", "127.0.0.1", "[::1]:8000"]) {
    assertEquals(await at(host), 200, host);
  }
  const foreign = ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"]
    .concat(["192.0.2.1:8000", "0.0.0.0:8000", "[2001:db8::1]"]);
  for (const host of foreign) assertEquals(await at(host), 403, host);
});

Deno.test("in production there is no mailbox and no demo", async () => {
  await using app = await startApp({ env: { MODE: "production", EMBEDDED: "allow" } });
  assertEquals((await app.fetch("/dev/mail")).status, 404);
  assert(!(await (await app.fetch("/")).text()).includes("demo@example.com"));
});
