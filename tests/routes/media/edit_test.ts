import { assert, assertEquals } from "@std/assert";
import { claimMedia } from "../../../db/media/claims.ts";
import { finishEdit } from "../../../db/media/processing.ts";
import { transact } from "../../../db/transact.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { storeVariants } from "../../../jobs/media/store_variants.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { gif } from "../../helpers/media/pictures.ts";
import {
  aJpeg,
  download,
  endLeases,
  putUpload,
  runMedia,
  upload,
} from "../../helpers/media/uploads.ts";

const HALF = { rotate: 90, crop: { x: 0, y: 0, width: 1, height: 0.5 } };
const { signal } = new AbortController();

interface Shown {
  name: string;
  url: string;
  width: number;
  height: number;
}
const find = (variants: Shown[], name: string) => variants.find((one) => one.name === name)!;

Deno.test("an edited picture has new variants under new addresses, in its post too", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await upload(app, ada, await aJpeg(800, 600));
  const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  const before = ok(await bob.get(`/posts/${postId}`), 200).data.media[0];
  const asked = ok(await ada.patch(`/media/${mediaId}`, { edit: HALF }), 202).data;
  // The old variants are shown until the new ones are ready.
  assertEquals([asked.width, asked.height], [800, 600]);
  assertEquals(asked.edit, { ...HALF, focus: null });
  await runMedia(app);
  const after = ok(await bob.get(`/posts/${postId}`), 200).data.media[0];
  assertEquals([after.width, after.height, after.edit], [600, 400, undefined]);
  const large = find(after.variants, "large");
  assertEquals([large.width, large.height], [600, 400]);
  assertEquals((await download(app, large.url)).status, 200);
  // The old file may show what was cut off.
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals((await download(app, find(before.variants, "large").url)).status, 404);
  // The original is as it was, so the edit can be taken back.
  const own = ok(await ada.get(`/media/${mediaId}`), 200).data;
  const original = find(own.variants, "original");
  assertEquals([original.width, original.height], [800, 600]);
  assertEquals((await download(app, original.url)).status, 200);
  ok(await ada.patch(`/media/${mediaId}`, { edit: null }), 202);
  await runMedia(app);
  const back = ok(await ada.get(`/media/${mediaId}`), 200).data;
  assertEquals([back.width, back.height], [800, 600]);
  assertEquals(back.metadata, own.metadata);
});

Deno.test("an edit before processing, or during it, is shown", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { uploadId, mediaId } = await putUpload(app, ada, await aJpeg(80, 60));
  ok(await ada.patch(`/media/${mediaId}`, { edit: HALF, altText: "A lake" }), 202);
  ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  await runMedia(app);
  const sizeOf = async () => {
    const { width, height } = ok(await ada.get(`/media/${mediaId}`), 200).data;
    return [width, height];
  };
  assertEquals(await sizeOf(), [60, 40]);
  // A worker begins with one edit, and meanwhile another one comes.
  ok(await ada.patch(`/media/${mediaId}`, { edit: { rotate: 180 } }), 202);
  const { ctx } = app;
  const work = (await claimMedia(ctx.sql, { status: "ready", isVideo: false }))!;
  assertEquals(work.edit?.rotate, 180);
  ok(await ada.patch(`/media/${mediaId}`, { edit: { rotate: 90 } }), 202);
  const original = work.variants.find(({ name }) => name === "original")!;
  const bytes = (await ctx.storage.get(original.key, original.bytes))!;
  const image = await ctx.images.process(bytes, { declaredType: "image/jpeg", edit: work.edit });
  const files = image.variants.filter(({ name }) => name !== "original");
  const stored = await storeVariants(ctx, work, { files }, signal);
  const variants = [...stored.variants, original];
  await transact(ctx.db, (tx) => finishEdit(tx, work, image, { ...stored, variants }));
  assertEquals(await sizeOf(), [80, 60]);
  await endLeases(app);
  await runMedia(app);
  assertEquals(await sizeOf(), [60, 80]);
  assertEquals(await claimMedia(ctx.sql, { status: "ready", isVideo: false }), null);
});

Deno.test("a focus and an alt text change nothing of the turn", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaId = await upload(app, ada, await aJpeg(900, 300));
  ok(await ada.patch(`/media/${mediaId}`, { edit: { rotate: 180 } }), 202);
  const { data } = ok(await ada.patch(`/media/${mediaId}`, { focus: { x: 0, y: 1 } }), 202);
  assertEquals(data.edit, { rotate: 180, crop: null, focus: { x: 0, y: 1 } });
  assertEquals(
    ok(await ada.patch(`/media/${mediaId}`, { altText: "A lake" }), 200).data.edit,
    data.edit,
  );
});

Deno.test("only the owner edits, only still pictures, and only within them", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await upload(app, ada, await aJpeg(80, 60));
  const edit = { rotate: 90 };
  assertEquals(errorCode(await bob.patch(`/media/${mediaId}`, { edit }), 404), "not_found");
  const wrong = [
    {},
    { edit: { rotate: 45 } },
    { edit: { crop: { x: 0.6, y: 0, width: 0.5, height: 1 } } },
    { edit: { crop: { x: 0, y: 0, width: 0, height: 1 } } },
    { focus: { x: 2, y: 0 } },
  ];
  for (const body of wrong) {
    assertEquals(errorCode(await ada.patch(`/media/${mediaId}`, body), 400), "validation_failed");
  }
  const animation = await upload(app, ada, await gif(30, 20, 3));
  assertEquals(errorCode(await ada.patch(`/media/${animation}`, { edit }), 422), "unprocessable");
  assert(ok(await ada.get(`/media/${mediaId}`), 200).data.edit === null);
});
