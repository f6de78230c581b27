import { assertEquals, assertMatch } from "@std/assert";
import { processMedia } from "../../../jobs/media/process_media.ts";
import { readHeader } from "../../../lib/images/formats/header.ts";
import { openImageProcessor } from "../../../lib/images/mod.ts";
import { startApp } from "../../helpers/app/app.ts";
import { animatedWebp, apng, riffChunk } from "../../helpers/media/animations.ts";
import { animatedAvif } from "../../helpers/media/heif/avif_animation.ts";
import { heifFile, hevc, irot } from "../../helpers/media/heif/heif_files.ts";
import { ascii, type File } from "../../helpers/media/picture_bytes.ts";
import { CANARY, exifBlock } from "../../helpers/media/picture_exif.ts";
import { gif, photo, talkativeGif } from "../../helpers/media/pictures.ts";
import { rgbTiff, tiff } from "../../helpers/media/tiff/tiffs.ts";
import {
  aJpeg,
  aPng,
  download,
  fileOf,
  putUpload,
  runMedia,
  sendForm,
  upload,
} from "../../helpers/media/uploads.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";

Deno.test("an upload of an unknown type is accepted, and its content decides", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const contentType of ["", "application/octet-stream", "IMAGE/JPG; charset=a"]) {
    const mediaId = await upload(app, ada, await aJpeg(40, 30), { contentType });
    const { status, metadata } = ok(await ada.get(`/media/${mediaId}`), 200).data;
    assertEquals([status, metadata.format], ["ready", "JPEG"]);
  }
  const sensor = tiff([{ entries: [[256, [8]], [50706, [1, 4, 0, 0], 1]] }]);
  for (
    const [file, contentType] of [[sensor, ""], [ascii("%PDF-1.7"), "image/png"]] as const
  ) {
    const mediaId = await upload(app, ada, file, { contentType });
    const { status, error } = ok(await ada.get(`/media/${mediaId}`), 200).data;
    assertEquals(status, "failed");
    assertMatch(error, /^The file is a (RAW picture|PDF document).*\. Export .* JPEG$/);
  }
});

Deno.test("other names of a content type are accepted, and the upload has the registered one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const names = {
    "image/jpg": "image/jpeg",
    "image/apng": "image/png",
    "image/heif": "image/heic",
    "image/heic-sequence": "image/heic",
    "image/x-tiff": "image/tiff",
    "video/mov": "video/quicktime",
    "": "application/octet-stream",
  };
  for (const [contentType, registered] of Object.entries(names)) {
    const { headers } = ok(await ada.post("/media/upload", { contentType, bytes: 10 }), 201).data;
    assertEquals(headers["content-type"], registered);
  }
});

Deno.test("a HEIC of a phone becomes pictures that every browser shows", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const file = heifFile(hevc("quarters"), { properties: [irot(3)], exif: exifBlock({}) });
  for (const contentType of ["image/heic", "image/heif", ""]) {
    const mediaId = await upload(app, ada, file, { contentType });
    const { status, width, metadata, variants } = ok(await ada.get(`/media/${mediaId}`), 200).data;
    assertEquals([status, metadata.format, width], ["ready", "HEIC", 64]);
    assertEquals(metadata.camera, "Lumen One");
    const types = new Set(variants.map((variant: { contentType: string }) => variant.contentType));
    assertEquals([...types].filter((type) => /heic|avif/.test(String(type))), []);
  }
});

Deno.test("animations of every format are served as they move, without metadata", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const size = { width: 24, height: 16 };
  const frames = [1, 2, 3].map((at) => ({ picture: photo(12, 8), left: at * 2, top: at }));
  const pictures = frames.map(({ picture }) => picture);
  const texts = [riffChunk("EXIF", exifBlock({ make: "Lumen" })), riffChunk("XMP ", ascii(CANARY))];
  const files: Record<string, File> = {
    "image/gif": await talkativeGif(24, 16, 3),
    "image/png": await apng(size, frames, {
      still: photo(24, 16),
      chunks: [["tEXt", ascii(CANARY)]],
    }),
    "image/webp": await animatedWebp(size, frames, { after: texts }),
    "image/avif": (await animatedAvif(pictures)).file,
  };
  for (const [contentType, file] of Object.entries(files)) {
    const mediaId = await upload(app, ada, file, { contentType });
    assertEquals(ok(await ada.get(`/media/${mediaId}`), 200).data.error, undefined, contentType);
    ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201);
    await runMedia(app);
    const media = ok(await bob.get(`/media/${mediaId}`), 200).data;
    assertEquals([media.kind, media.status], ["gif", "ready"], contentType);
    const animated = media.variants.find(({ name }: { name: string }) => name === "animated");
    assertEquals(animated.contentType, contentType);
    const { bytes, headers } = await download(app, animated.url);
    assertEquals(headers.get("content-type"), contentType);
    assertEquals(readHeader(bytes).frames, 3);
    for (const { url } of media.variants) {
      const text = new TextDecoder("latin1").decode((await download(app, url)).bytes);
      assertEquals(/CANARY|Lumen/.exec(text)?.[0], undefined, contentType);
    }
  }
});

Deno.test("a TIFF with metadata becomes pictures without", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const rgba = photo(40, 30).bitmap;
  const file = rgbTiff({ width: 40, height: 30, rgba }, [[270, CANARY], [271, "Lumen"], [
    700,
    CANARY,
  ]]);
  const mediaId = await upload(app, ada, file, { contentType: "image/tiff" });
  const { status, metadata, variants } = ok(await ada.get(`/media/${mediaId}`), 200).data;
  assertEquals([status, metadata.format, metadata.camera], ["ready", "TIFF", "Lumen"]);
  for (const { url, contentType } of variants) {
    assertEquals(/^image\/(jpeg|png|webp)$/.test(contentType), true, contentType);
    const text = new TextDecoder("latin1").decode((await download(app, url)).bytes);
    assertEquals(/CANARY|Lumen/.exec(text)?.[0], undefined, contentType);
  }
});

Deno.test("foreign formats are refused at the announcement, with an advice", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const refusals: Record<string, RegExp> = {
    "image/x-adobe-dng": /^This is a RAW picture.*Export it as JPEG\.$/,
    "image/jxl": /^This is a JPEG XL picture.*Export it as JPEG\.$/,
    "image/bmp": /^This is a BMP picture.*Save it as PNG\.$/,
    "image/svg+xml": /^This is an SVG drawing.*Export it as PNG\.$/,
    "text/html": /^Files must be JPEG, PNG,.* or \w+, not text\/html\.$/,
  };
  for (const [contentType, message] of Object.entries(refusals)) {
    const answer = await ada.post("/media/upload", { contentType, bytes: 1000 });
    assertEquals(errorCode(answer, 415), "unsupported_media_type");
    assertMatch(answer.body.error.message, message);
  }
  const image = fileOf(ascii("II*\0\x10\0\0\0CR\x02\0"), "image/jpeg");
  const form = await sendForm(ada, "/images/upload", { image });
  assertEquals(errorCode(form, 422), "unprocessable");
  assertMatch(form.body.error.message, /^The file is a RAW picture of a camera\. Export/);
});

Deno.test("a format that is switched off is refused in every place, with the accepted ones", async () => {
  await using app = await startApp({ env: { MEDIA_TYPES: "png, jpeg" } });
  const [ada] = await app.people("ada");
  const announced = await ada.post("/media/upload", { contentType: "image/gif", bytes: 1000 });
  assertEquals(errorCode(announced, 415), "unsupported_media_type");
  assertEquals(announced.body.error.message, "Files must be JPEG or PNG, not GIF.");
  const moving = await gif(8, 8, 2);
  const form = await sendForm(ada, "/images/upload", { image: fileOf(moving, "") });
  assertEquals(errorCode(form, 422), "unprocessable");
  assertEquals(form.body.error.message, "The file is GIF; accepted are JPEG or PNG.");
  const mediaId = await upload(app, ada, moving, { contentType: "" });
  const { status, error } = ok(await ada.get(`/media/${mediaId}`), 200).data;
  assertEquals([status, error], ["failed", "The file is GIF; accepted are JPEG or PNG"]);
  await upload(app, ada, await aPng(8, 8), { contentType: "image/png" });
  const video = await ada.post("/media/upload", { contentType: "video/mov", bytes: 1000 });
  assertEquals(errorCode(video, 415), "unsupported_media_type");
  assertEquals(ok(await ada.get("/client"), 200).data.acceptedTypes, ["image/jpeg", "image/png"]);
});

Deno.test("an upload that was accepted before its format was switched off fails with the reason", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { uploadId } = await putUpload(app, ada, await aPng(8, 8), { contentType: "image/png" });
  ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  await using images = openImageProcessor({ formats: ["JPEG", "GIF"] });
  const counts = await processMedia.run({ ...app.ctx, images }, new AbortController().signal);
  assertEquals(counts.failed, 1);
  const { status, error } = ok(await ada.get(`/media/upload/${uploadId}/status`), 200).data;
  assertEquals([status, error], ["failed", "The file is PNG; accepted are JPEG or GIF"]);
  await runMedia(app);
});
