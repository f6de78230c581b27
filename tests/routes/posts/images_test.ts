import { assert, assertEquals, assertMatch } from "@std/assert";
import { Image } from "imagescript";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { png } from "../../helpers/media/pictures.ts";
import { send } from "../../helpers/people/person.ts";
import {
  aJpeg,
  aPng,
  download,
  fileOf,
  runMedia,
  sendForm,
  targetOf,
} from "../../helpers/media/uploads.ts";

const NOBODY = "00000000-0000-7000-8000-000000000000";

Deno.test("one form uploads a picture and publishes its post, which is read by its picture", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const bytes = await aJpeg(1920, 1080);
  const location = { latitude: 37.7749, longitude: -122.4194, name: "San Francisco, CA" };
  const received = ok(
    await sendForm(ada, "/images/upload", {
      image: fileOf(bytes),
      caption: "Beautiful sunset at the beach",
      tags: JSON.stringify(["sunset", "beach", "nature"]),
      location: JSON.stringify(location),
      privacy: "public",
    }),
    201,
  ).data;
  assertEquals(received.processingStatus, "processing");
  assert(Number.isInteger(received.estimatedProcessingTime));
  assertSameAnswer(
    ok(await bob.get(`/images/${received.postId}`), 404),
    await bob.get(`/images/${NOBODY}`),
  );
  await runMedia(app);

  const image = ok(await bob.get(`/images/${received.postId}`), 200).data;
  assertEquals([image.postId, image.userId, image.username], [received.postId, ada.id, "ada"]);
  assertEquals([image.imageUrl, image.thumbnailUrl], [received.imageUrl, received.thumbnailUrl]);
  assertEquals(image.tags, ["sunset", "beach", "nature"]);
  assertEquals(image.location, location);
  assertEquals([image.likesCount, image.commentsCount, image.isLiked], [0, 0, false]);
  assertEquals(image.metadata, {
    width: 1920,
    height: 1080,
    fileSize: bytes.length,
    format: "JPEG",
    camera: null,
  });
  for (const url of [image.imageUrl, image.thumbnailUrl]) {
    assertEquals((await download(app, url)).status, 200);
  }
  ok(await send(app.fetch, "GET", `/api/v1/images/${received.postId}`), 200);
});

Deno.test("a picture with a limited audience is never public: its addresses check the viewer from the start", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const fields = { image: fileOf(await aJpeg(80, 60)), privacy: "private" };
  const { postId, imageUrl } = ok(await sendForm(ada, "/images/upload", fields), 201).data;
  await runMedia(app);
  assertMatch(imageUrl, /\/m\/[\w-]+$/);
  assertEquals((await download(app, imageUrl)).status, 200);
  const target = (await targetOf(app, imageUrl))!;
  assertEquals((await download(app, target.split("?")[0]!)).status, 403);
  assertEquals(ok(await ada.get(`/images/${postId}`), 200).data.processingStatus, "ready");
  assertSameAnswer(ok(await bob.get(`/images/${postId}`), 404), await bob.get(`/images/${NOBODY}`));
});

Deno.test("the announced address of a drawing leads to a PNG", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const drawing = await png(new Image(300, 200).fill(0x204060ff));
  const image = fileOf(drawing, "image/png");
  const received = ok(await sendForm(ada, "/images/upload", { image }), 201).data;
  await runMedia(app);
  for (const url of [received.imageUrl, received.thumbnailUrl]) {
    const { status, headers } = await download(app, url);
    assertEquals([status, headers.get("content-type")], [200, "image/png"]);
  }
});

Deno.test("tags of a form may be a JSON list, repeated fields, or texts between commas", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const bytes = await aPng(20, 20);
  for (const tags of ['["lake","dusk"]', ["lake", "dusk"], "lake, #dusk"]) {
    const fields = { image: fileOf(bytes, "image/png"), tags };
    const { postId } = ok(await sendForm(ada, "/images/upload", fields), 201).data;
    assertEquals(ok(await ada.get(`/images/${postId}`), 200).data.tags, ["lake", "dusk"]);
  }
});

Deno.test("a file without a type has the type of its content", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const type of ["", "application/octet-stream"]) {
    const image = fileOf(await aPng(20, 20), type, "picture");
    const { postId } = ok(await sendForm(ada, "/images/upload", { image }), 201).data;
    await runMedia(app);
    assertEquals(ok(await ada.get(`/images/${postId}`), 200).data.metadata.format, "PNG");
  }
});

Deno.test("POST /images/upload refuses a wrong form and stores nothing of it", async () => {
  await using app = await startApp({ env: { MAX_UPLOAD_BYTES: "100000" } });
  const [ada] = await app.people("ada");
  const image = fileOf(await aPng(20, 20), "image/png");
  const post = (fields: Record<string, string | File>) => sendForm(ada, "/images/upload", fields);
  const wrong: Record<string, string | File>[] = [
    { image, title: "unknown" },
    { caption: "no picture" },
    { image: "text" },
    { image, privacy: "everyone" },
    { image, location: "{" },
    { image, location: '{"latitude":91,"longitude":0}' },
    { image, tags: "[1]" },
    { image, caption: "c".repeat(2201) },
  ];
  for (const fields of wrong) assertEquals(errorCode(await post(fields), 400), "validation_failed");
  assertEquals(
    errorCode(await post({ image: fileOf(new Uint8Array(100_001)) }), 413),
    "payload_too_large",
  );
  assertEquals(
    errorCode(await post({ image: fileOf(new Uint8Array(170_000)) }), 413),
    "payload_too_large",
  );
  assertEquals(
    errorCode(await post({ image: fileOf(new Uint8Array(9), "text/plain") }), 415),
    "unsupported_media_type",
  );
  assertEquals(errorCode(await post({ image: fileOf(await aPng(2, 2)) }), 422), "unprocessable");
  assertEquals(
    errorCode(await ada.post("/images/upload", { caption: "JSON" }), 415),
    "unsupported_media_type",
  );
  const cut = await ada.fetch("/api/v1/images/upload", {
    method: "POST",
    headers: {
      authorization: `Bearer ${ada.accessToken}`,
      "content-type": "multipart/form-data; boundary=b",
    },
    body: "--b\r\nContent-Disposition: form-data; name=",
  });
  assertEquals((await cut.json()).error.code, "validation_failed");
  assertEquals((await app.ctx.sql`select from media`).length, 0);
});

Deno.test("POST /images/upload needs a token", async () => {
  await using app = await startApp();
  const form = new FormData();
  form.append("caption", "Lake");
  const answer = await app.fetch("/api/v1/images/upload", { method: "POST", body: form });
  assertEquals([answer.status, (await answer.json()).error.code], [401, "unauthenticated"]);
});

Deno.test("a repeated form under its Idempotency-Key makes one post, whatever its boundary", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const key = { "idempotency-key": "one-picture-of-ada" };
  const image = fileOf(await aPng(20, 20), "image/png");
  const post = (caption: string) => sendForm(ada, "/images/upload", { image, caption }, key);
  const first = ok(await post("Lake"), 201);
  assertEquals(ok(await post("Lake"), 201).body, first.body);
  assertEquals(errorCode(await post("Sea"), 422), "idempotency_key_reused");
  assertEquals((await app.ctx.sql`select from posts`).length, 1);
});
