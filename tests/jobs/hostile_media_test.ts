import { assert, assertEquals, assertFalse, assertGreater } from "@std/assert";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { ok } from "../helpers/people/steps.ts";
import { ascii } from "../helpers/media/picture_bytes.ts";
import { CANARY } from "../helpers/media/picture_exif.ts";
import {
  gif,
  photo,
  png,
  rawPng,
  talkativeGif,
  talkativeJpeg,
  webp,
} from "../helpers/media/pictures.ts";
import { aJpeg, aPng, download, objectsUnder, upload } from "../helpers/media/uploads.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const has = (bytes: Uint8Array, text: string) =>
  new TextDecoder("latin1").decode(bytes).includes(text);

/** Returns the file with other bytes from `at` on. */
function patched(file: Bytes, at: number, ...bytes: number[]): Bytes {
  const copy = file.slice();
  copy.set(bytes, at);
  return copy;
}

async function objects(app: TestApp): Promise<string[]> {
  return [...await objectsUnder(app, "public/"), ...await objectsUnder(app, "private/")];
}

Deno.test("a hostile file fails with a reason and nothing of it is ever served", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const small = await aJpeg(320, 240);
  const sizeAt = small.findIndex((byte, at) => byte === 0xff && small[at + 1] === 0xc0) + 5;
  const bomb = { width: 30_000, height: 30_000, depth: 8, colour: 2 };
  const files: Record<string, [Bytes, string]> = {
    "a PNG that says it is a JPEG": [await aPng(20, 20), "image/jpeg"],
    "a page": [ascii(`<html><script>alert("${CANARY}")</script>`), "image/jpeg"],
    "a page behind a picture's first bytes": [ascii("\xff\xd8\xff<script>"), "image/jpeg"],
    "half a JPEG": [small.slice(0, small.length / 2), "image/jpeg"],
    "a JPEG of 4 gigapixels": [patched(small, sizeAt, 255, 255, 255, 255), "image/jpeg"],
    "a PNG of 900 megapixels": [rawPng(bomb, new Uint8Array(100)), "image/png"],
    "a PNG without its pixels": [(await aPng(64, 64)).slice(0, 60), "image/png"],
    "a GIF of 4 gigapixels": [patched(await gif(4, 4, 1), 6, 255, 255, 255, 255), "image/gif"],
    "noise": [crypto.getRandomValues(new Uint8Array(5000)), "image/webp"],
  };
  for (const [name, [bytes, contentType]] of Object.entries(files)) {
    const mediaId = await upload(app, ada, bytes, { contentType });
    const media = ok(await ada.get(`/media/${mediaId}`), 200).data;
    assertEquals([media.status, media.variants], ["failed", []], name);
    assert(/^The [^{}]{10,}$/.test(media.error), `${name}: ${media.error}`);
    ok(await ada.post("/posts", { mediaIds: [mediaId] }), 422);
    ok(await bob.get(`/media/${mediaId}`), 404);
  }
  assertEquals(await objects(app), []);
  for (const key of await objectsUnder(app, "uploads/")) {
    assertEquals((await download(app, app.ctx.storage.publicUrl(key))).status, 403);
  }
});

Deno.test("no metadata of a picture is in any object that is served", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const camera = { make: "Lumen", model: "Lumen One", orientation: 6 };
  const text: [string, Bytes] = ["tEXt", ascii(`Comment\0${CANARY}`)];
  const files: [Bytes, string, string[]][] = [
    [await talkativeJpeg(photo(90, 60), camera), "image/jpeg", ["Lumen One"]],
    [await webp(photo(90, 60), camera), "image/webp", ["Lumen One"]],
    [await png(photo(90, 60), text), "image/png", []],
    [await talkativeGif(30, 20, 3), "image/gif", []],
  ];
  for (const [bytes, contentType, cameras] of files) {
    assert(has(bytes, CANARY));
    const mediaId = await upload(app, ada, bytes, { contentType });
    const { status, variants, metadata } = ok(await ada.get(`/media/${mediaId}`), 200).data;
    assertEquals(status, "ready", contentType);
    for (const { url } of variants) assertEquals((await download(app, url)).status, 200);
    if (cameras.length === 0) continue;
    assertEquals(metadata.camera, cameras[0]);
    // The file has no time zone.
    assertEquals([metadata.takenAt, metadata.takenAtLocal], [undefined, "2024-05-01T10:20:30"]);
  }
  const keys = await objects(app);
  assertGreater(keys.length, 16);
  for (const key of keys) {
    const bytes = (await app.ctx.storage.get(key, 1_000_000))!;
    assertFalse(has(bytes, CANARY) || has(bytes, "Lumen"), key);
  }
});
