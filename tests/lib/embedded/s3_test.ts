import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startEmbeddedS3 } from "../../helpers/media/embedded_s3.ts";
import { filesIn, put, read, send } from "../../helpers/media/s3_requests.ts";

Deno.test("S3 server accepts a body only if its length and hashes are as declared", async () => {
  await using s3 = await startEmbeddedS3();
  const wrong = new Uint8Array(32);
  const attempts: [number, Record<string, string>][] = [
    [400, { "content-length": "4" }],
    [400, { "content-length": "6" }],
    [411, { "content-length": "five" }],
    [400, { "content-length": String(2 ** 43) }],
    [400, { "x-amz-content-sha256": wrong.toHex() }],
    [400, { "x-amz-checksum-sha256": wrong.toBase64() }],
    [400, { "x-amz-checksum-sha256": "?" }],
    [400, { "content-md5": wrong.slice(16).toBase64() }],
    [501, { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" }],
    [501, { "x-amz-checksum-crc32": "AAAAAA==" }],
    [501, { "x-amz-acl": "public-read" }],
    [501, { "if-none-match": '"etag"' }],
  ];
  for (const [status, headers] of attempts) {
    const answered = await send(s3, "key", { method: "PUT", body: "photo", headers });
    assertEquals(answered.status, status, JSON.stringify(headers));
  }
  assertEquals(await read(s3, "key"), null);
  assertEquals(await filesIn(s3), []);
});

Deno.test("S3 server keeps every key inside its folder", async () => {
  await using s3 = await startEmbeddedS3();
  const keys = [
    "..%2F..%2Fevil",
    "%2Fetc%2Fevil",
    "a%2F..%2F..%2F..%2Fevil",
    "a%5C..%5Cevil",
    "%252e%252e%252fevil",
  ];
  for (const key of keys) {
    assertEquals((await send(s3, key, { method: "PUT", body: key })).status, 200);
    assertEquals((await send(s3, key)).text, key);
  }
  for (const name of await filesIn(s3)) assert(/^objects\/[0-9a-f]{64}$/.test(name), name);
  assertEquals((await filesIn(s3)).length, keys.length);
  for (const key of ["a%00b", "a%0Ab", "a%", "x".repeat(1025), "x".repeat(9000)]) {
    const request = new Request(`${s3.options.endpoint}/media/${key}`);
    assertEquals((await s3.fetch(request)).status, 400, key.slice(0, 9));
  }
  for (const path of ["/s3", "/", "/media/key", "/s3x/media/public/key"]) {
    assertEquals((await s3.fetch(new Request(`http://host${path}`))).status, 403, path);
  }
});

Deno.test("S3 server bounds headers and metadata", async () => {
  await using s3 = await startEmbeddedS3();
  const store = async (headers: Record<string, string>) =>
    (await send(s3, "key", { method: "PUT", body: "x", headers })).status;
  assertEquals(await store({ "x-amz-meta-a": "x".repeat(2000) }), 200);
  assertEquals(await store({ "x-amz-meta-a": "x".repeat(2100) }), 400);
  assertEquals(await store({ "x-other": "x".repeat(17_000) }), 400);
});

Deno.test("S3 server lets stored pages run nothing in a browser", async () => {
  await using s3 = await startEmbeddedS3();
  await s3.storage.put("public/page", new TextEncoder().encode("<script>"), {
    contentType: "text/html",
    cacheControl: "public, max-age=2592000, immutable",
  });
  const response = await fetch(`${s3.bucketUrl}/public/page`);
  assertEquals(await response.text(), "<script>");
  assertEquals(response.headers.get("cache-control"), "public, max-age=2592000, immutable");
  assertEquals(response.headers.get("x-content-type-options"), "nosniff");
  assertEquals(response.headers.get("content-security-policy"), "sandbox; default-src 'none'");
});

Deno.test("S3 server lets a page upload to a presigned URL", async () => {
  await using s3 = await startEmbeddedS3();
  const upload = { contentType: "image/png", bytes: 5, expiresInSeconds: 60 };
  const { url } = await s3.storage.presignPut("up", upload);
  const asked = { origin: "https://app.example", "access-control-request-headers": "content-type" };
  const response = await fetch(url, { method: "OPTIONS", headers: asked });
  assertEquals(response.status, 204);
  assertEquals(response.headers.get("access-control-allow-origin"), "*");
  assertStringIncludes(response.headers.get("access-control-allow-methods")!, "PUT");
  assertEquals(response.headers.get("access-control-allow-headers"), "content-type");
  assertEquals(response.headers.get("access-control-allow-credentials"), null);
});

Deno.test("S3 server answers ranges and conditions", async () => {
  await using s3 = await startEmbeddedS3();
  await put(s3, "public/key", "0123456789");
  const get = async (headers: Record<string, string>) => {
    const response = await fetch(`${s3.bucketUrl}/public/key`, { headers });
    const body = await response.text();
    return [
      response.status,
      response.status < 300 ? body : "",
      response.headers.get("content-range"),
    ];
  };
  assertEquals(await get({ range: "bytes=2-4" }), [206, "234", "bytes 2-4/10"]);
  assertEquals(await get({ range: "bytes=7-" }), [206, "789", "bytes 7-9/10"]);
  assertEquals(await get({ range: "bytes=-3" }), [206, "789", "bytes 7-9/10"]);
  assertEquals(await get({ range: "bytes=8-99" }), [206, "89", "bytes 8-9/10"]);
  assertEquals(await get({ range: "bytes=10-" }), [416, "", null]);
  for (const range of ["bytes=4-2", "bytes=-", "bytes=0-1,3-4", "lines=1-2"]) {
    assertEquals(await get({ range }), [200, "0123456789", null], range);
  }
  const etag = (await s3.storage.head("public/key"))!.etag;
  assertEquals(await get({ "if-none-match": etag }), [304, "", null]);
  assertEquals(await get({ "if-none-match": `"x", W/${etag}` }), [304, "", null]);
  assertEquals(await get({ "if-none-match": '"x"' }), [200, "0123456789", null]);
  assertEquals(await get({ "if-match": '"x"' }), [412, "", null]);
  assertEquals(await get({ range: "bytes=2-4", "if-range": '"x"' }), [200, "0123456789", null]);
  assertEquals(await get({ range: "bytes=2-4", "if-range": etag }), [206, "234", "bytes 2-4/10"]);
});

Deno.test("S3 server lets exactly one of many writers be first", async () => {
  await using s3 = await startEmbeddedS3();
  const names = Array.from({ length: 10 }, (_, index) => `writer ${index}`);
  const headers = { "if-none-match": "*" };
  const answers = await Promise.all(
    names.map((body) => send(s3, "key", { method: "PUT", headers, body })),
  );
  const statuses = answers.map(({ status }) => status);
  assertEquals(statuses.toSorted(), [200, ...Array(9).fill(412)]);
  assertEquals(await read(s3, "key"), names[statuses.indexOf(200)]!);
  assertEquals((await filesIn(s3)).length, 1);
});
