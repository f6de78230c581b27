import { assertEquals, assertRejects } from "@std/assert";
import { openCdn } from "../../../lib/storage/cdn.ts";
import { AppError } from "../../../lib/errors.ts";
import { startPurgeServer } from "../../helpers/media/purges.ts";

Deno.test("openCdn sends the token and purges all addresses, a hundred at a time", async () => {
  await using server = startPurgeServer();
  const urls = Array.from({ length: 230 }, (_, n) => `https://media.example.com/public/${n}.jpg`);
  await openCdn({ url: server.url, token: "a secret" }).purge(urls);
  assertEquals(server.asked.map((purge) => purge.urls.length), [100, 100, 30]);
  assertEquals(server.asked.flatMap((purge) => purge.urls), urls);
  assertEquals(server.asked[0]!.authorization, "Bearer a secret");
  await openCdn({ url: server.url, token: undefined }).purge(["https://media.example.com/a"]);
  assertEquals(server.asked.at(-1)!.authorization, null);
});

Deno.test("openCdn throws `unavailable` unless the response confirms the purge", async () => {
  await using server = startPurgeServer();
  const cdn = openCdn({ url: server.url, token: "a secret" });
  const elsewhere = Response.redirect(server.url, 307);
  for (const answer of [new Response(null, { status: 500 }), elsewhere]) {
    server.answer(() => answer.clone());
    const error = await assertRejects(() => cdn.purge(["https://media.example.com/a"]), AppError);
    assertEquals(error.code, "unavailable");
  }
  // The token was not sent to the target of the redirect.
  assertEquals(server.asked.length, 2);
  await assertRejects(
    () => openCdn({ url: "http://127.0.0.1:9/", token: undefined }).purge(["a"]),
    AppError,
  );
});

Deno.test("openCdn does not wait for ever", async () => {
  await using server = startPurgeServer();
  const answered = Promise.withResolvers<Response>();
  server.answer(() => answered.promise);
  const cdn = openCdn({ url: server.url, token: undefined, deadlineMs: 20 });
  await assertRejects(() => cdn.purge(["https://media.example.com/a"]), AppError);
  answered.resolve(new Response());
});

Deno.test("openCdn sends nothing if no CDN is configured, or there is nothing to purge", async () => {
  await openCdn({ url: undefined, token: undefined }).purge(["https://media.example.com/a"]);
  await using server = startPurgeServer();
  await openCdn({ url: server.url, token: undefined }).purge([]);
  assertEquals(server.asked, []);
});
