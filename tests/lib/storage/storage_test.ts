import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { AppError } from "../../../lib/errors.ts";
import type { Storage } from "../../../lib/storage/storage.ts";
import { openS3Storage } from "../../../lib/storage/s3.ts";
import { startEmbeddedS3 } from "../../helpers/media/embedded_s3.ts";

interface Form extends AsyncDisposable {
  storage: Storage;
  /** Separates the keys of this run from other objects in the bucket. */
  prefix: string;
}

const ENDPOINT = Deno.env.get("TEST_S3_ENDPOINT");
const forms = [{ name: "embedded", open: openEmbedded }];
if (ENDPOINT) forms.push({ name: "real", open: openReal });
const ODD_NAMES = ["a b+c", "100% ü 🎞", "it's(1)!*~", "<&>\"'", "a%2Fb", "?x=1#y", "..hidden"];

for (const { name, open } of forms) {
  const test = (guarantee: string, run: (storage: Storage, prefix: string) => Promise<void>) =>
    Deno.test(`storage (${name}) ${guarantee}`, async () => {
      await using form = await open();
      await run(form.storage, form.prefix);
    });

  test("returns a stored object with its type, length and ETag", async (storage, prefix) => {
    const body = crypto.getRandomValues(new Uint8Array(60_000));
    await storage.put(`${prefix}photo`, body, { contentType: "image/jpeg" });
    assertEquals(await storage.get(`${prefix}photo`, body.length), body);
    const head = await storage.head(`${prefix}photo`);
    assertEquals(head?.bytes, body.length);
    assertEquals(head?.contentType, "image/jpeg");
    assertMatch(head?.etag ?? "", /^"[0-9a-f]{32}"$/);
  });

  test("replaces an object", async (storage, prefix) => {
    await put(storage, `${prefix}key`, "first");
    await put(storage, `${prefix}key`, "second");
    assertEquals(await text(storage, `${prefix}key`), "second");
  });

  test("stores an object without bytes", async (storage, prefix) => {
    await put(storage, `${prefix}empty`, "");
    assertEquals(await text(storage, `${prefix}empty`), "");
    assertEquals((await storage.head(`${prefix}empty`))?.bytes, 0);
  });

  test("returns null for a missing object", async (storage, prefix) => {
    assertEquals(await storage.get(`${prefix}nothing`, 10), null);
    assertEquals(await storage.head(`${prefix}nothing`), null);
  });

  test("stops at an object that is larger than allowed", async (storage, prefix) => {
    await put(storage, `${prefix}large`, "x".repeat(100_000));
    const error = await assertRejects(() => storage.get(`${prefix}large`, 99_999), AppError);
    assertEquals(error.code, "payload_too_large");
  });

  test("separates keys of any text, and lists them in order", async (storage, prefix) => {
    const keys = ODD_NAMES.map((name) => prefix + name);
    for (const key of keys) await put(storage, key, key);
    for (const key of keys) assertEquals(await text(storage, key), key);
    assertEquals(await list(storage, prefix), keys.toSorted(byBytes));
    await storage.delete(keys);
    assertEquals(await list(storage, prefix), []);
  });

  test("lists and deletes more than a page", async (storage, prefix) => {
    const keys = Array.from({ length: 1005 }, (_, i) => `${prefix}n${String(i).padStart(4, "0")}`);
    for (let start = 0; start < keys.length; start += 20) {
      await Promise.all(keys.slice(start, start + 20).map((key) => put(storage, key, "x")));
    }
    assertEquals(await list(storage, prefix), keys);
    assertEquals(await list(storage, `${prefix}n100`), keys.slice(1000));
    await storage.delete([...keys, `${prefix}nothing`]);
    assertEquals(await list(storage, prefix), []);
  });

  test("lists objects with their dates", async (storage, prefix) => {
    await put(storage, `${prefix}key`, "x");
    const [entry] = await Array.fromAsync(storage.list(prefix));
    assert(Math.abs(entry!.modifiedAt.getTime() - Date.now()) < 60_000);
  });

  test("copies with other properties; a missing source is not found", async (storage, prefix) => {
    const options = { contentType: "image/webp", cacheControl: "public, max-age=60" };
    const copied = { ...options, cacheControl: "private, max-age=60", bytes: 5 };
    await storage.put(`${prefix}from ü`, new TextEncoder().encode("photo"), options);
    await storage.copy(`${prefix}from ü`, `${prefix}to`, copied);
    assertEquals(await text(storage, `${prefix}to`), "photo");
    assertEquals((await storage.head(`${prefix}to`))?.contentType, "image/webp");
    const response = await fetch(await storage.presignGet(`${prefix}to`, 60));
    await response.body?.cancel();
    assertEquals(response.headers.get("cache-control"), "private, max-age=60");
    const copy = () => storage.copy(`${prefix}nothing`, `${prefix}to`, copied);
    assertEquals((await assertRejects(copy, AppError)).code, "not_found");
    assertEquals(await text(storage, `${prefix}to`), "photo");
  });

  test("presigns a GET that anyone can use", async (storage, prefix) => {
    await storage.put(`${prefix}a+b ü`, new TextEncoder().encode("photo"), {
      contentType: "image/png",
      cacheControl: "private, max-age=60",
    });
    const response = await fetch(await storage.presignGet(`${prefix}a+b ü`, 60));
    assertEquals([response.status, await response.text()], [200, "photo"]);
    assertEquals(response.headers.get("content-type"), "image/png");
    assertEquals(response.headers.get("cache-control"), "private, max-age=60");
  });

  test("presigns a PUT that is bound to type, length and checksum", async (storage, prefix) => {
    const body = new TextEncoder().encode("photo");
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", body)).toHex();
    const upload = { contentType: "image/png", bytes: 5, sha256, expiresInSeconds: 60 };
    const { url, method, headers, expiresAt } = await storage.presignPut(`${prefix}up`, upload);
    assert(Math.abs(expiresAt.getTime() - Date.now() - 60_000) < 5000);
    const status = async (headers: Record<string, string>, body: string) => {
      const response = await fetch(url, { method, headers, body });
      await response.body?.cancel();
      return response.status;
    };
    assertEquals(await status({ ...headers, "content-type": "text/html" }, "photo"), 403);
    assertEquals(await status({ "content-type": "image/png" }, "photo"), 403);
    assertEquals(await status(headers, "photo!"), 403);
    assertEquals(await status(headers, "fotos"), 400);
    assertEquals(await storage.head(`${prefix}up`), null);
    assertEquals(await status(headers, "photo"), 200);
    assertEquals((await storage.head(`${prefix}up`))?.contentType, "image/png");
  });

  test("is ready, at every check", async (storage) => {
    await storage.ready();
    await storage.ready();
  });

  test("refuses keys that could be mistaken for others", async (storage) => {
    for (const key of ["", "/a", "a/", "a//b", "./a", "a/../b", "a\nb", "a\0"]) {
      assertThrows(() => storage.publicUrl(key), TypeError);
      await assertRejects(() => storage.delete([key]), TypeError);
    }
  });
}

Deno.test("storage gives public objects an address below the base", () => {
  const storage = openS3Storage({ ...NOWHERE, publicBaseUrl: "https://cdn.example/media/" });
  assertEquals(storage.publicUrl("public/a b.jpg"), "https://cdn.example/media/public/a%20b.jpg");
});

Deno.test("storage tries three times, then is unavailable", async () => {
  let asked = 0;
  const answers = [
    () => Promise.resolve(new Response("busy", { status: 503 })),
    () => Promise.reject(new TypeError("connection refused")),
  ];
  for (const answer of answers) {
    asked = 0;
    const storage = openS3Storage({ ...NOWHERE, fetch: () => (asked++, answer()) });
    assertEquals((await assertRejects(() => storage.head("key"), AppError)).code, "unavailable");
    assertEquals(asked, 3);
  }
});

Deno.test("storage with wrong credentials is unavailable at once", async () => {
  await using server = await startEmbeddedS3();
  let asked = 0;
  const storage = openS3Storage({
    ...server.options,
    secretAccessKey: "wrong",
    publicBaseUrl: "",
    fetch: (request) => (asked++, server.fetch(request)),
  });
  assertEquals((await assertRejects(() => storage.ready(), AppError)).code, "unavailable");
  assertEquals(asked, 1);
});

Deno.test("storage recovers from a temporary failure", async () => {
  await using server = await startEmbeddedS3();
  let asked = 0;
  const storage = openS3Storage({
    ...server.options,
    publicBaseUrl: "",
    fetch: (request) =>
      asked++ === 0 ? Promise.resolve(new Response(null, { status: 500 })) : server.fetch(request),
  });
  await put(storage, "key", "value");
  assertEquals(await text(storage, "key"), "value");
});

const NOWHERE = {
  endpoint: "https://storage.example",
  region: "us-east-1",
  bucket: "media",
  accessKeyId: "key",
  secretAccessKey: "secret",
  publicBaseUrl: "https://cdn.example",
};

async function openEmbedded(): Promise<Form> {
  const server = await startEmbeddedS3();
  return {
    storage: server.storage,
    prefix: "run/",
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function openReal(): Promise<Form> {
  const storage = openS3Storage({
    endpoint: ENDPOINT!,
    region: Deno.env.get("TEST_S3_REGION") ?? "us-east-1",
    bucket: Deno.env.get("TEST_S3_BUCKET")!,
    accessKeyId: Deno.env.get("TEST_S3_ACCESS_KEY_ID")!,
    secretAccessKey: Deno.env.get("TEST_S3_SECRET_ACCESS_KEY")!,
    publicBaseUrl: "https://cdn.example",
  });
  await storage.ready();
  const prefix = `${crypto.randomUUID()}/`;
  return {
    storage,
    prefix,
    [Symbol.asyncDispose]: async () => await storage.delete(await list(storage, prefix)),
  };
}

async function put(storage: Storage, key: string, body: string): Promise<void> {
  await storage.put(key, new TextEncoder().encode(body), { contentType: "text/plain" });
}

async function text(storage: Storage, key: string): Promise<string | null> {
  const bytes = await storage.get(key, 1_000_000);
  return bytes && new TextDecoder().decode(bytes);
}

async function list(storage: Storage, prefix: string): Promise<string[]> {
  return await Array.fromAsync(storage.list(prefix), ({ key }) => key);
}

function byBytes(a: string, b: string): number {
  const encoder = new TextEncoder();
  return encoder.encode(a).toHex() < encoder.encode(b).toHex() ? -1 : 1;
}
