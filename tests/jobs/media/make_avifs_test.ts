import { assert, assertEquals, assertRejects } from "@std/assert";
import { Image } from "imagescript";
import type { Context } from "../../../context/mod.ts";
import { announceAvifs, finishAvif, takeForAvif } from "../../../db/media/avif.ts";
import { transact } from "../../../db/transact.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { makeAvifs } from "../../../jobs/media/make_avifs.ts";
import { openS3Storage } from "../../../lib/storage/s3.ts";
import { sniff } from "../../../lib/images/mod.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";
import { gif, jpeg, photo, png } from "../../helpers/media/pictures.ts";
import {
  aJpeg,
  download,
  objectsUnder,
  putUpload,
  runMedia,
  upload,
} from "../../helpers/media/uploads.ts";

const { signal } = new AbortController();
const ON = { AVIF_VARIANTS: "on" };
const run = (ctx: Context) => makeAvifs.run(ctx, signal);

interface Shown {
  name: string;
  url: string;
  contentType: string;
  width: number;
  bytes: number;
}

async function variantsOf(owner: Person, mediaId: string): Promise<Shown[]> {
  return ok(await owner.get(`/media/${mediaId}`), 200).data.variants;
}

/** A picture without grain: AVIF is smaller in every size. */
const smooth = (width: number, height: number) =>
  new Image(width, height).fill((x: number, y: number) =>
    Image.rgbToColor(
      Math.round(128 + 60 * Math.sin(x / 97)),
      Math.round(128 + 60 * Math.cos(y / 53)),
      Math.round(100 + 50 * Math.sin((x + y) / 31)),
    )
  );

const isAvif = ({ contentType }: { contentType: string }) => contentType === "image/avif";

async function tries(app: TestApp): Promise<(number | null)[]> {
  const rows = await app.ctx.sql<{ avifTries: number | null }[]>`
    select avif_tries from media order by id`;
  return rows.map(({ avifTries }) => avifTries);
}

Deno.test("medium and large come as AVIF some time after a picture is ready, and move with it", async () => {
  await using app = await startApp({ env: ON });
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await upload(app, ada, await jpeg(smooth(1_300, 900)));
  const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  const before = ok(await bob.get(`/posts/${postId}`), 200).data.media[0].variants as Shown[];
  assertEquals(before.filter(isAvif), []);
  assertEquals(await run(app.ctx), { made: 1, larger: 0, failed: 0 });
  await app.settled();
  const shown = ok(await bob.get(`/posts/${postId}`), 200).data.media[0].variants as Shown[];
  assertEquals(shown.slice(0, before.length), before);
  const avifs = shown.slice(before.length);
  assertEquals(avifs.map(({ name, width }) => [name, width]), [["medium", 1080], ["large", 1300]]);
  for (const { name, url, bytes } of avifs) {
    const file = await download(app, url);
    assertEquals([sniff(file.bytes), file.bytes.length], ["AVIF", bytes]);
    assertEquals(file.headers.get("content-type"), "image/avif");
    const others = before.filter((one) => one.name === name).map((one) => one.bytes);
    assert(bytes <= Math.min(...others) * 0.95, name);
  }
  assertEquals(await run(app.ctx), { made: 0, larger: 0, failed: 0 });

  ok(await ada.patch(`/posts/${postId}`, { privacy: "private" }), 200);
  await runMedia(app);
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals(await objectsUnder(app, "public/"), []);
  const moved = (await variantsOf(ada, mediaId)).filter(isAvif);
  assertEquals(moved.length, 2);
  for (const { url } of moved) assertEquals((await download(app, url)).status, 200);
});

Deno.test("AVIF files are made only where they were wanted, and never of animations", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await upload(app, ada, await aJpeg(90, 60));
  const on = { ...app.ctx, config: { ...app.ctx.config, AVIF_VARIANTS: "on" as const } };
  assertEquals(await run(on), { made: 0, larger: 0, failed: 0 });

  await using other = await startApp({ env: ON });
  const [bob] = await other.people("bob");
  await upload(other, bob, await gif(40, 30, 3), { contentType: "image/gif" });
  assertEquals([await tries(other), await run(other.ctx)], [
    [null],
    { made: 0, larger: 0, failed: 0 },
  ]);
});

Deno.test("a drawing, and a picture whose AVIF is larger, keep the files that they have", async () => {
  await using app = await startApp({ env: ON });
  const [ada] = await app.people("ada");
  const drawing = photo(200, 100).fill(0x204060ff);
  const mediaId = await upload(app, ada, await png(drawing), { contentType: "image/png" });
  const before = await variantsOf(ada, mediaId);
  assertEquals(await run(app.ctx), { made: 0, larger: 1, failed: 0 });
  assertEquals([await variantsOf(ada, mediaId), await tries(app)], [before, [null]]);
});

Deno.test("AVIF files wait for new pictures", async () => {
  await using app = await startApp({ env: ON });
  const [ada] = await app.people("ada");
  await upload(app, ada, await aJpeg(90, 60));
  const { uploadId } = await putUpload(app, ada, await aJpeg(60, 90));
  ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  assertEquals(await run(app.ctx), { made: 0, larger: 0, failed: 0 });
  await runMedia(app);
  const { made, larger } = await run(app.ctx);
  assertEquals(made! + larger!, 2);
});

Deno.test("a picture that moves meanwhile gets no files at its old place, and leaves none behind", async () => {
  await using app = await startApp({ env: ON });
  const [ada] = await app.people("ada");
  const mediaId = await upload(app, ada, await aJpeg(90, 60));
  const work = (await takeForAvif(app.ctx.sql))!;
  const key = "public/late/large.avif";
  await announceAvifs(app.ctx.sql, [key]);
  await app.ctx.storage.put(key, new Uint8Array(9), { contentType: "image/avif" });
  ok(await ada.post("/posts", { mediaIds: [mediaId], privacy: "private" }), 201);
  const finish = () =>
    transact(
      app.ctx.db,
      (tx) => finishAvif(tx, work, { variants: work.variants, keys: [key] }),
    );
  assertEquals(await finish(), false);
  assertEquals(await takeForAvif(app.ctx.sql), null);
  await runMedia(app);
  assertEquals(await finish(), false);
  await app.ctx.sql`update storage_deletions set due_at = now() - interval '1 second'`;
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals(await objectsUnder(app, "public/"), []);
  const { made, larger } = await run(app.ctx);
  assertEquals(made! + larger!, 1);
});

Deno.test("a picture that fails three times is left alone; storage that is down costs no try", async () => {
  await using app = await startApp({ env: ON });
  const [ada] = await app.people("ada");
  const mediaId = await upload(app, ada, await aJpeg(90, 60));
  const storage = openS3Storage({
    endpoint: "http://127.0.0.1:1",
    region: "nowhere",
    bucket: "none",
    accessKeyId: "nobody",
    secretAccessKey: "nothing",
    publicBaseUrl: "http://127.0.0.1:1",
  });
  await assertRejects(() => run({ ...app.ctx, storage }));
  assertEquals(await tries(app), [0]);
  const empty = { ...app.ctx.storage, get: () => Promise.resolve(null) };
  assertEquals(await run({ ...app.ctx, storage: empty }), { made: 0, larger: 0, failed: 3 });
  assertEquals([await tries(app), await run(app.ctx)], [[3], { made: 0, larger: 0, failed: 0 }]);
  assertEquals((await variantsOf(ada, mediaId)).filter(isAvif), []);
});

Deno.test("the AVIF files of an edited picture show the edit", async () => {
  await using app = await startApp({ env: ON });
  const [ada] = await app.people("ada");
  const mediaId = await upload(app, ada, await jpeg(smooth(300, 200)));
  assertEquals((await run(app.ctx)).made, 1);
  ok(await ada.patch(`/media/${mediaId}`, { edit: { rotate: 90 } }), 202);
  await runMedia(app);
  assertEquals((await variantsOf(ada, mediaId)).filter(isAvif), []);
  assertEquals((await run(app.ctx)).made, 1);
  const avifs = (await variantsOf(ada, mediaId)).filter(isAvif);
  assertEquals(avifs.map(({ width }) => width), [200, 200]);
});
