import { assertEquals, assertMatch } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";

const PATH = "/api/v1/client";

Deno.test("GET /client tells anybody the limits and choices of the server", async () => {
  await using app = await startApp({
    env: { MEDIA_TYPES: "jpeg,mp4,webm", MAX_VIDEO_SECONDS: "60", PHOTO_ONLY: "false" },
  });
  const response = await app.fetch(PATH);
  const { data } = await response.json();
  assertEquals(response.headers.get("cache-control"), "public, max-age=60");
  // Without FFmpeg no WebM is accepted.
  assertEquals([data.acceptedTypes, data.transcodes], [["image/jpeg", "video/mp4"], false]);
  assertEquals([data.maxVideoSeconds, data.photoOnly, data.registration], [60, false, "open"]);
  assertEquals([data.mediaPerPostMax, data.maxUploadBytes], [20, 25 * 1024 ** 2]);
  assertMatch(data.reportReasons.join(), /spam/);
  assertEquals(data.reactions.length, 6);
});

Deno.test("GET /client has an ETag, and a client that knows it gets no body", async () => {
  await using app = await startApp();
  const etag = (await app.fetch(PATH)).headers.get("etag")!;
  for (const known of [etag, `"other", W/${etag}`]) {
    const response = await app.fetch(PATH, { headers: { "if-none-match": known } });
    assertEquals([response.status, await response.text()], [304, ""]);
    assertEquals(response.headers.get("etag"), etag);
  }
  const response = await app.fetch(PATH, { headers: { "if-none-match": '"other"' } });
  assertEquals(response.status, 200);
  await response.body?.cancel();
});

Deno.test("GET /client names the providers of sign-in for people", async () => {
  await using app = await startApp({
    env: { GOOGLE_CLIENT_ID: "id", GOOGLE_CLIENT_SECRET: "secret" },
  });
  const { data } = await (await app.fetch(PATH)).json();
  assertEquals(data.providers, [{ name: "google", label: "Google" }]);
});
