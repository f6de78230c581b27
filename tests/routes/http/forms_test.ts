import { assertEquals, assertLess, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { BodyRoom } from "../../../lib/http/body_room.ts";
import { AppError } from "../../../lib/errors.ts";
import { readBody } from "../../../routes/http/input/input.ts";
import { readParts } from "../../../routes/http/input/multipart_parts.ts";
import { startApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import { aPng, fileOf, sendForm } from "../../helpers/media/uploads.ts";

const HELD_MS_MAX = 200;
const CHANCES = 3;
const numbered = (count: number) => Array.from({ length: count }, (_, n) => String(n));

Deno.test("a form is read as browsers write it, whatever its fields and files contain", async () => {
  const piece = fc.constantFrom("--", "\r\n", "\r", "\n", "-", "a", "ä", "\0", '"', ":", " ");
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
  const field = fc.record({ name: text, value: text, isFile: fc.boolean() });
  await fc.assert(fc.asyncProperty(fc.array(field, { maxLength: 20 }), async (fields) => {
    const form = new FormData();
    for (const { name, value, isFile } of fields) {
      form.append(name, isFile ? new File([value], name, { type: "image/png" }) : value);
    }
    const sent = new Response(form);
    const type = sent.headers.get("content-type")!;
    const read = readParts(await sent.bytes(), type).map(({ name, isFile, type, bytes }) => ({
      name,
      isFile,
      type,
      value: new TextDecoder().decode(bytes),
    }));
    assertEquals(
      read,
      fields.map(({ name, value, isFile }) => ({
        name: written(name),
        isFile,
        type: isFile ? "image/png" : "",
        value: isFile ? value : value.replace(/\r\n?|\n/g, "\r\n"),
      })),
    );
  }));
});

Deno.test("a form that is cut off, has no boundary or has odd parts is refused", () => {
  const type = "multipart/form-data; boundary=b";
  const head = 'Content-Disposition: form-data; name="a"';
  const whole = `--b\r\n${head}\r\n\r\nvalue\r\n--b--`;
  const read = (body: string, contentType = type) =>
    readParts(new TextEncoder().encode(body), contentType).length;
  assertEquals(read(whole), 1);
  assertEquals(read(`preamble\r\n${whole}\r\nepilogue`), 1);
  assertEquals(read("--b--"), 0);
  for (let length = 0; length < whole.length; length++) {
    assertThrows(() => read(whole.slice(0, length)), AppError, "cannot be read");
  }
  for (
    const odd of [
      "multipart/form-data",
      `${type}${"x".repeat(80)}`,
      'multipart/form-data; boundary=""',
    ]
  ) {
    assertThrows(() => read(whole, odd), AppError, "cannot be read");
  }
  assertThrows(() => read(whole.replace("form-data", "attachment")), AppError, "cannot be read");
  assertThrows(
    () => read(whole.replace(head, `X: ${"x".repeat(5000)}`)),
    AppError,
    "cannot be read",
  );
});

Deno.test("a form of many fields, or of large ones, is refused at once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const named = (count: number) => numbered(count).map((n) => [`name${n}`, n] as const);
  const cases: [BodyInit, string, number][] = [
    [multipart(named(20_000)), "/images/upload", 400],
    [multipart(named(21)), "/images/upload", 400],
    [multipart([["caption", "c".repeat(66_000)]]), "/images/upload", 413],
    [new URLSearchParams(named(4_000).map(([...pair]) => pair)), "/auth/login", 400],
    [new URLSearchParams(named(21).map(([...pair]) => pair)), "/auth/login", 400],
  ];
  for (const [form, path, status] of cases) {
    const sent = new Response(form);
    const headers = {
      authorization: `Bearer ${ada.accessToken}`,
      "content-type": sent.headers.get("content-type")!,
    };
    const body = await sent.bytes();
    await assertQuick(async () => {
      const answer = await app.fetch(`/api/v1${path}`, { method: "POST", headers, body });
      await answer.body?.cancel();
      assertEquals(answer.status, status);
    });
  }
});

Deno.test("a list in a form may repeat its field for each tag that a post may have", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const image = fileOf(await aPng(20, 20), "image/png");
  const tags = numbered(30).map((n) => `tag${n}`);
  const { postId } = ok(await sendForm(ada, "/images/upload", { image, tags }), 201).data;
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.tags, tags);
});

Deno.test("a body of many tiny chunks is read whole, in memory of its size", async () => {
  const size = 60_000;
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent === size) return controller.close();
      controller.enqueue(new Uint8Array([sent++ % 251]));
    },
  });
  const bytes = await readBody(
    new Request("http://localhost", { method: "POST", body }),
    size,
    null,
  );
  assertEquals(bytes, Uint8Array.from({ length: size }, (_, n) => n % 251));
  assertLess(bytes.buffer.byteLength, 2 * size);
});

Deno.test("a body that has to make room for others is refused as unavailable", async () => {
  const place = new BodyRoom({ bytesMax: 1_000_000, perAskerMax: null }).enter("ada");
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(10));
      begin();
      return new Promise<void>(() => {});
    },
  }, { highWaterMark: 0 });
  const read = readBody(new Request("http://localhost", { method: "POST", body }), 1000, place);
  await begun;
  place.end();
  assertEquals((await assertRejects(() => read, AppError)).code, "unavailable");
});

/** Returns a name as browsers write it (HTML, multipart/form-data encoding algorithm). */
function written(name: string): string {
  return name.replace(/\r\n?|\n/g, "%0D%0A").replaceAll('"', "%22");
}

async function assertQuick(ask: () => Promise<void>): Promise<void> {
  let tookMs = Infinity;
  for (let chance = 0; chance < CHANCES && tookMs > HELD_MS_MAX; chance++) {
    const startedAt = performance.now();
    await ask();
    tookMs = performance.now() - startedAt;
  }
  assertLess(tookMs, HELD_MS_MAX);
}

function multipart(fields: readonly (readonly [string, string])[]): FormData {
  const form = new FormData();
  form.append("image", new File(["no picture"], "a.png"));
  for (const [name, value] of fields) form.append(name, value);
  return form;
}
