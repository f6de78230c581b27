import { assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../../helpers/app/app.ts";
import { errorCode, ok } from "../../../helpers/people/steps.ts";
import type { Person } from "../../../helpers/people/person.ts";
import { aPng, fileOf, sendForm } from "../../../helpers/media/uploads.ts";

const BOUNDARY = "lake";
const HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="image"; filename="a"\r\n\r\n`;

/** Sends most of a form, and waits with its end. */
function beginForm(app: TestApp, person: Person, bytes: number) {
  const { promise: read, resolve: onRead } = Promise.withResolvers<void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const parts = [HEAD, "a".repeat(bytes)];
  const body = new ReadableStream({
    async pull(controller) {
      const part = parts.shift();
      if (part !== undefined) return controller.enqueue(new TextEncoder().encode(part));
      onRead();
      await ended;
      controller.close();
    },
  }, { highWaterMark: 0 });
  const headers = {
    authorization: `Bearer ${person.accessToken}`,
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
  };
  const answer = app.fetch("/api/v1/images/upload", { method: "POST", headers, body });
  return { read, end, status: answer.then(({ status }) => status) };
}

Deno.test("unfinished forms of one user take the room of three, and delay nobody else's", async () => {
  await using app = await startApp({ env: { MAX_UPLOAD_BYTES: "100000", RATE_LIMITS: "on" } });
  const [ada, bob] = await app.people("ada", "bob");
  const image = fileOf(await aPng(20, 20), "image/png");
  const begun = [1, 2, 3].map(() => beginForm(app, ada, 160_000));
  for (const { read } of begun) await read;
  const refused = await sendForm(ada, "/images/upload", { image });
  assertEquals(errorCode(refused, 429), "rate_limited");
  assertEquals(Number(refused.headers.get("retry-after")) > 0, true);
  ok(await sendForm(bob, "/images/upload", { image }), 201);
  // A body without a file takes no room of theirs.
  ok(await ada.post("/boards", { name: "lakes" }), 201);
  for (const { end } of begun) end();
  assertEquals(await Promise.all(begun.map(({ status }) => status)), [400, 400, 400]);
  ok(await sendForm(ada, "/images/upload", { image }), 201);
});
