import { assertEquals, assertNotEquals } from "@std/assert";
import { startEmbeddedS3 } from "../../helpers/media/embedded_s3.ts";
import { filesIn, list, put, read, send, sign } from "../../helpers/media/s3_requests.ts";

const PART = "p".repeat(5 * 1024 ** 2);

Deno.test("S3 server finds its objects again when another server opens the folder", async () => {
  const directory = await Deno.makeTempDir({ prefix: "tintype-s3-" });
  {
    await using first = await startEmbeddedS3({ directory });
    await using second = await startEmbeddedS3({ directory });
    await put(first, "a", "1");
    assertEquals(await list(second), ["a"]);
    await put(second, "b", "2");
    await first.storage.delete(["a"]);
    assertEquals([await list(first), await list(second)], [["b"], ["b"]]);
  }
  await using third = await startEmbeddedS3({ directory });
  assertEquals(await read(third, "b"), "2");
  assertEquals((await third.storage.head("b"))?.contentType, "text/plain");
  await Deno.remove(directory, { recursive: true });
});

Deno.test("S3 server leaves no half object when an upload breaks off", async () => {
  await using s3 = await startEmbeddedS3();
  await put(s3, "key", "whole");
  const signed = await sign(s3, "key", { method: "PUT", headers: { "content-length": "10" } });
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("half")),
    pull: (controller) => controller.error(new Error("gone")),
  }, { highWaterMark: 0 });
  const response = await s3.fetch(new Request(signed, { body }));
  await response.body?.cancel();
  assertEquals(response.status, 400);
  assertEquals(await read(s3, "key"), "whole");
  assertEquals((await filesIn(s3)).length, 1);
});

Deno.test("S3 server treats a truncated file as absent, at any length", async () => {
  await using s3 = await startEmbeddedS3();
  await put(s3, "key", "the bytes");
  await put(s3, "other", "value");
  const name = await fileOf(s3.directory, "the bytes");
  const whole = await Deno.readFile(name);
  for (let length = 0; length < whole.length; length++) {
    await Deno.writeFile(name, whole.subarray(0, length));
    assertEquals(await s3.storage.head("key"), null, String(length));
  }
  assertEquals(await list(s3), ["other"]);
  await put(s3, "key", "again");
  assertEquals(await read(s3, "key"), "again");
});

Deno.test("S3 server deletes the leftovers of a crash, but no file that is being written", async () => {
  await using s3 = await startEmbeddedS3();
  const unfinished = `${s3.directory}/unfinished`;
  await Deno.writeTextFile(`${unfinished}/old`, "half");
  await Deno.writeTextFile(`${unfinished}/new`, "half");
  await Deno.utime(`${unfinished}/old`, 1, 1);
  await using _again = await startEmbeddedS3({ directory: s3.directory });
  assertEquals(await filesIn(s3), ["unfinished/new"]);
});

Deno.test("S3 server continues to read an object that is replaced or deleted meanwhile", async () => {
  await using s3 = await startEmbeddedS3();
  const first = "1".repeat(600_000);
  await put(s3, "key", first);
  const replaced = await s3.fetch(await sign(s3, "key"));
  await put(s3, "key", "second");
  const deleted = await s3.fetch(await sign(s3, "key"));
  await s3.storage.delete(["key"]);
  assertEquals(await replaced.text(), first);
  assertEquals(await deleted.text(), "second");
});

Deno.test("S3 server lists page by page, after a key, and folded at a delimiter", async () => {
  await using s3 = await startEmbeddedS3();
  for (const key of ["a/1", "a/2", "a-b", "b/1", "c", "c/1/x", "é", "\u{ffff}", "🎞"]) {
    await put(s3, key, key);
  }
  const pages = async (query: string) => {
    const found: string[] = [];
    for (let token: string | undefined = "";;) {
      const { text } = await send(s3, `?list-type=2&max-keys=2${query}${token}`);
      found.push(
        ...Array.from(text.matchAll(/<(?:Key|CommonPrefixes><Prefix)>(.*?)</g), (m) => m[1]!),
      );
      token = /<NextContinuationToken>(.*?)</.exec(text)?.[1];
      if (token === undefined) return found;
      token = `&continuation-token=${encodeURIComponent(token)}`;
    }
  };
  const all = ["a-b", "a/1", "a/2", "b/1", "c", "c/1/x", "é", "\u{ffff}", "🎞"];
  assertEquals(await pages(""), all);
  assertEquals(await pages("&start-after=b"), all.slice(3));
  assertEquals(await pages("&delimiter=%2F"), ["a-b", "a/", "b/", "c", "c/", "é", "\u{ffff}", "🎞"]);
  assertEquals(await pages("&delimiter=%2F&prefix=a%2F"), ["a/1", "a/2"]);
});

Deno.test("S3 server joins the parts of an upload", async () => {
  await using s3 = await startEmbeddedS3();
  const headers = { "content-type": "video/mp4" };
  const begun = await send(s3, "film?uploads=", { method: "POST", headers });
  const uploadId = /<UploadId>(.*?)</.exec(begun.text)![1]!;
  const etags: string[] = [];
  for (const [index, body] of [PART, "end"].entries()) {
    const path = `film?partNumber=${index + 1}&uploadId=${uploadId}`;
    etags.push((await send(s3, path, { method: "PUT", body })).headers.get("etag")!);
  }
  const complete = (numbers: number[]) => {
    const parts = numbers.map((number) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>${etags[number - 1]}</ETag></Part>`
    );
    const body = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
    return send(s3, `film?uploadId=${uploadId}`, { method: "POST", body });
  };
  for (const numbers of [[], [2, 1], [1, 1], [1, 3]]) {
    assertEquals((await complete(numbers)).status, 400, String(numbers));
  }
  assertEquals(await list(s3), []);
  assertEquals((await complete([1, 2])).status, 200);
  const film = await s3.storage.head("film");
  assertEquals([film?.bytes, film?.contentType], [PART.length + 3, "video/mp4"]);
  assertEquals((await complete([1, 2])).status, 404);
  assertEquals((await filesIn(s3)).length, 1);
});

Deno.test("S3 server aborts an upload, and accepts no upload id with another key", async () => {
  let now = Date.now();
  await using s3 = await startEmbeddedS3({ now: () => now });
  const begin = async () => {
    const { text } = await send(s3, "film?uploads=", { method: "POST" });
    return /<UploadId>(.*?)</.exec(text)![1]!;
  };
  const [first, second] = [await begin(), await begin()];
  assertNotEquals(first, second);
  for (
    const path of [`other?partNumber=1&uploadId=${first}`, "film?partNumber=1&uploadId=..%2F.."]
  ) {
    assertEquals((await send(s3, path, { method: "PUT", body: "x" })).status, 404);
  }
  await send(s3, `film?partNumber=1&uploadId=${first}`, { method: "PUT", body: "x" });
  assertEquals((await send(s3, `film?uploadId=${first}`, { method: "DELETE" })).status, 204);
  assertEquals((await filesIn(s3)).length, 1);
  now += 8 * 24 * 3600 * 1000;
  await using _later = await startEmbeddedS3({ directory: s3.directory, now: () => now });
  assertEquals(await filesIn(s3), []);
});

async function fileOf(directory: string, start: string): Promise<string> {
  for await (const { name } of Deno.readDir(`${directory}/objects`)) {
    const path = `${directory}/objects/${name}`;
    if ((await Deno.readTextFile(path)).startsWith(start)) return path;
  }
  throw new Error(`No file starts with ${start}`);
}
