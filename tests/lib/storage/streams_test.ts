import { assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../../lib/errors.ts";
import { startEmbeddedS3 } from "../../helpers/media/embedded_s3.ts";

const BODY = Uint8Array.from({ length: 300_000 }, (_, index) => index * 7);

async function lengthOf(pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let sum = 0;
  for await (const piece of pieces) sum += piece.length;
  return sum;
}

Deno.test("storage reads the start of an object, and all of it in pieces", async () => {
  await using s3 = await startEmbeddedS3();
  const { storage } = s3;
  await storage.put("clip", BODY, { contentType: "video/mp4" });
  assertEquals(await storage.start("clip", 40), BODY.slice(0, 40));
  assertEquals(await storage.start("clip", 400_000), BODY);
  assertEquals(await storage.start("nothing", 40), null);
  assertEquals(await storage.stream("clip", BODY.length, lengthOf), BODY.length);
  assertEquals(await storage.stream("nothing", 1, lengthOf), null);
  const large = () => storage.stream("clip", BODY.length - 1, lengthOf);
  assertEquals((await assertRejects(large, AppError)).code, "payload_too_large");
});

Deno.test("storage reads an object again from its start if the reader fails", async () => {
  await using s3 = await startEmbeddedS3();
  const { storage } = s3;
  await storage.put("clip", BODY, { contentType: "video/mp4" });
  const seen: number[] = [];
  const read = async (pieces: AsyncIterable<Uint8Array>) => {
    seen.push(await lengthOf(pieces));
    if (seen.length === 1) throw new Error("The connection broke");
    return seen.length;
  };
  assertEquals(await storage.stream("clip", BODY.length, read), 2);
  assertEquals(seen, [BODY.length, BODY.length]);
});
