import { assertEquals, assertRejects } from "@std/assert";
import { openObjectFile, writeObjectFile } from "../../../lib/embedded/s3/object_file.ts";
import { temporaryDirectory } from "./child_program.ts";

const BYTES = 1_000_000;

Deno.test("an object is closed when nobody reads on", async () => {
  await using directory = await temporaryDirectory();
  const path = `${directory.path}/object`;
  const chunks = ReadableStream.from([new Uint8Array(BYTES)]);
  await writeObjectFile(path, chunks, (bytes) => ({
    ...{ key: "a", bytes, etag: "", modifiedAt: 0, headers: {} },
  }));
  const object = (await openObjectFile(path, 20))!;
  const reader = object.stream(0, BYTES).getReader();
  await reader.read();
  await assertRejects(() => reader.closed, Error, "Nobody takes the bytes");

  using again = (await openObjectFile(path, 60_000))!;
  assertEquals((await new Response(again.stream(0, BYTES)).bytes()).length, BYTES);
});
