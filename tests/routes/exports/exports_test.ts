import { assert, assertEquals } from "@std/assert";
import { exported } from "../../helpers/media/archive.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { send } from "../../helpers/people/person.ts";
import { download } from "../../helpers/media/uploads.ts";

Deno.test("only its user fetches an export, under a new address each time", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const [exportId] = await exported(app, ada);
  const path = `/users/me/export/${exportId}`;
  const { data } = ok(await ada.get(path), 200);
  assertEquals([data.exportId, data.status], [exportId, "ready"]);
  const hours = (Date.parse(data.expiresAt) - Date.now()) / 3_600_000;
  assert(hours > 23.9 && hours <= 24, `${hours}`);
  assertEquals(Number(new URL(data.url).searchParams.get("X-Amz-Expires")), 60);
  const bare = data.url.slice(0, data.url.indexOf("?"));
  assertEquals((await download(app, bare)).status, 403);

  const missing = await bob.get(`/users/me/export/${crypto.randomUUID()}`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await bob.get(path), missing);
  assertEquals(errorCode(await send(app.fetch, "GET", `/api/v1${path}`), 401), "unauthenticated");
});

Deno.test("an export is deleted after its day, and its last address ends with it", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const [exportId] = await exported(app, ada);
  await app.ctx.sql`update exports set expires_at = now() + interval '30 seconds'`;
  const { data } = ok(await ada.get(`/users/me/export/${exportId}`), 200);
  assert(Number(new URL(data.url).searchParams.get("X-Amz-Expires")) <= 30);
  await app.ctx.sql`update exports set expires_at = now() - interval '1 second'`;
  assertEquals(errorCode(await ada.get(`/users/me/export/${exportId}`), 410), "gone");
});

Deno.test("one export is made at a time, and a day has three", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const asked = await Promise.all(Array.from({ length: 5 }, () => ada.post("/users/me/export")));
  const ids = new Set(asked.map((answer) => ok(answer, 202).data.exportId));
  assertEquals(ids.size, 1);
  for (let count = 0; count < 3; count++) await exported(app, ada);
  const refused = await ada.post("/users/me/export");
  assertEquals(errorCode(refused, 429), "rate_limited");
  const { retryAfterSeconds } = refused.body.error.details;
  assert(retryAfterSeconds > 86_000 && retryAfterSeconds <= 86_400);
  await app.ctx.sql`update exports set created_at = created_at - interval '1 day'`;
  ok(await ada.post("/users/me/export"), 202);
});

Deno.test("an export needs a session", async () => {
  await using app = await startApp();
  const anybody = await send(app.fetch, "POST", "/api/v1/users/me/export");
  assertEquals(errorCode(anybody, 401), "unauthenticated");
  const [ada] = await app.people("ada");
  assertEquals(errorCode(await ada.get("/users/me/export/nonsense"), 404), "not_found");
});
