import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type EmbeddedS3, startEmbeddedS3 } from "../../helpers/media/embedded_s3.ts";
import { list, put, read, sign } from "../../helpers/media/s3_requests.ts";

Deno.test("S3 server refuses a request without a signature, except for reads of public objects", async () => {
  await using s3 = await startEmbeddedS3();
  await put(s3, "public/photo", "photo");
  await put(s3, "secret", "secret");
  const paths = ["secret", "nothing", "", "?list-type=2", "?delete", "public/../secret"];
  for (const path of paths) assertEquals(await anonymous(s3, "GET", path), 403, path);
  for (const method of ["PUT", "POST", "DELETE"]) {
    for (const path of ["secret", "public/photo", "public/new", "?delete"]) {
      assertEquals(await anonymous(s3, method, path), 403, `${method} ${path}`);
    }
  }
  assertEquals(await anonymous(s3, "GET", "public/photo"), 200);
  assertEquals(await anonymous(s3, "HEAD", "public/photo"), 200);
  assertEquals(await anonymous(s3, "GET", "public/nothing"), 404);
  assertEquals(await anonymous(s3, "GET", "public%2Fphoto"), 200);
  assertEquals(await anonymous(s3, "GET", "public%2F..%2Fsecret"), 404);
});

Deno.test("S3 server refuses a signature that was made for anything else", async () => {
  await using s3 = await startEmbeddedS3();
  await put(s3, "key", "value");
  const signed = await sign(s3, "key", { allHeaders: true });
  const authorization = signed.headers.get("authorization")!;
  const altered = authorization.replace(
    /Signature=./,
    (text) => text === "Signature=0" ? "Signature=1" : "Signature=0",
  );
  const attempts: [string, Request][] = [
    [
      "altered",
      new Request(signed, {
        headers: { ...Object.fromEntries(signed.headers), authorization: altered },
      }),
    ],
    ["other method", new Request(signed, { method: "DELETE" })],
    ["other key", new Request(signed.url.replace("/key", "/key2"), { headers: signed.headers })],
    ["other query", new Request(`${signed.url}?uploads`, { headers: signed.headers })],
    [
      "other date",
      new Request(signed, {
        headers: { ...Object.fromEntries(signed.headers), "x-amz-date": "20200101T000000Z" },
      }),
    ],
    [
      "extra header",
      new Request(signed, {
        headers: { ...Object.fromEntries(signed.headers), "x-amz-meta-a": "b" },
      }),
    ],
    [
      "cut short",
      new Request(signed, {
        headers: { ...Object.fromEntries(signed.headers), authorization: altered.slice(0, -2) },
      }),
    ],
    [
      "other scheme",
      new Request(signed, {
        headers: { ...Object.fromEntries(signed.headers), authorization: "Bearer x" },
      }),
    ],
  ];
  for (const [name, request] of attempts) {
    const response = await s3.fetch(request);
    assert([400, 403].includes(response.status), `${name}: ${response.status}`);
    assertStringIncludes(await response.text(), "<Error><Code>");
  }
  for (const wrong of [{ secretAccessKey: "x" }, { accessKeyId: "x" }, { region: "x" }]) {
    const response = await s3.fetch(await sign(s3, "key", {}, wrong));
    assert([400, 403].includes(response.status), JSON.stringify(wrong));
  }
  assertEquals(await read(s3, "key"), "value");
});

Deno.test("S3 server refuses requests before and after their time", async () => {
  let now = Date.now();
  await using s3 = await startEmbeddedS3({ now: () => now });
  await put(s3, "key", "value");
  const signed = await sign(s3, "key");
  const url = await s3.storage.presignGet("key", 60);
  const start = now;
  const statuses = async (seconds: number) => {
    now = start + seconds * 1000;
    const answers = [await s3.fetch(signed.clone()), await fetch(url)];
    await Promise.all(answers.map((answer) => answer.body?.cancel()));
    return answers.map(({ status }) => status);
  };
  assertEquals(await statuses(0), [200, 200]);
  assertEquals(await statuses(62), [200, 403]);
  assertEquals(await statuses(16 * 60), [403, 403]);
  assertEquals(await statuses(-14 * 60), [200, 200]);
  assertEquals(await statuses(-16 * 60), [403, 403]);
});

Deno.test("S3 server refuses a presigned URL that was tampered with", async () => {
  await using s3 = await startEmbeddedS3();
  await put(s3, "key", "value");
  const upload = { contentType: "image/png", bytes: 5, expiresInSeconds: 60 };
  const { url, headers } = await s3.storage.presignPut("up", upload);
  const attempts: [string, string, RequestInit][] = [
    ["longer body", url, { headers, body: "photos" }],
    ["other type", url, { headers: { "content-type": "text/html" }, body: "photo" }],
    ["no type", url, { headers: { "content-type": "" }, body: "photo" }],
    ["longer life", url.replace("Expires=60", "Expires=600"), { headers, body: "photo" }],
    ["endless life", url.replace("Expires=60", "Expires=999999"), { headers, body: "photo" }],
    ["life twice", `${url}&X-Amz-Expires=600`, { headers, body: "photo" }],
    ["other key", url.replace("/up?", "/key?"), { headers, body: "photo" }],
    ["fewer headers", url.replace("content-length%3B", ""), { headers, body: "photo" }],
    ["copy", url, { headers: { ...headers, "x-amz-copy-source": "/media/key" }, body: "photo" }],
    ["two ways", url, {
      headers: { ...headers, authorization: "AWS4-HMAC-SHA256 x" },
      body: "photo",
    }],
  ];
  for (const [name, target, init] of attempts) {
    const response = await fetch(target, { method: "PUT", ...init });
    await response.body?.cancel();
    assert([400, 403].includes(response.status), `${name}: ${response.status}`);
  }
  const reading = await fetch(url);
  await reading.body?.cancel();
  assertEquals(reading.status, 403);
  assertEquals(await list(s3), ["key"]);
});

async function anonymous(s3: EmbeddedS3, method: string, path: string): Promise<number> {
  const response = await fetch(`${s3.bucketUrl}/${path}`, { method });
  await response.body?.cancel();
  return response.status;
}
