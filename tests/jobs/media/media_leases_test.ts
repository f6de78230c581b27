import { assertEquals } from "@std/assert";
import type { Context } from "../../../context/mod.ts";
import { claimMedia, retryMedia } from "../../../db/media/claims.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { processMedia } from "../../../jobs/media/process_media.ts";
import type { Job } from "../../../jobs/runtime/job.ts";
import { JobRunner } from "../../../jobs/runtime/runner.ts";
import { within } from "../../../lib/deadline.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import {
  aJpeg,
  endLeases,
  objectsUnder,
  putUpload,
  runMedia,
} from "../../helpers/media/uploads.ts";
import { ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

const { signal } = new AbortController();
const HOUR_MS = 3_600_000;

/** Uploads a picture that then waits for the job. */
async function waiting(app: TestApp, owner: Person): Promise<{ mediaId: string }> {
  const { uploadId, mediaId } = await putUpload(app, owner, await aJpeg(90, 60));
  ok(await owner.post(`/media/upload/${uploadId}/complete`), 202);
  return { mediaId };
}

/** Replaces the timers of leases: they fire when `renew` is called. */
function holdLeaseTimers() {
  const { setInterval } = globalThis;
  const timers: (() => void)[] = [];
  const held = (run: () => void, ms: number) =>
    ms === 5000 ? timers.push(run) : setInterval(run, ms);
  Object.assign(globalThis, { setInterval: held });
  return {
    renew: () => timers.forEach((run) => run()),
    [Symbol.dispose]: () => void Object.assign(globalThis, { setInterval }),
  };
}

Deno.test("a worker renews the lease of its picture for as long as it works", async () => {
  await using app = await startApp();
  const { sql, images } = app.ctx;
  const [ada] = await app.people("ada");
  await waiting(app, ada);
  using timers = holdLeaseTimers();
  const process: Context["images"]["process"] = async (...picture) => {
    await endLeases(app);
    timers.renew();
    for (let isHeld = false; !isHeld;) {
      const [row] = await sql<{ isHeld: boolean }[]>`
        select leased_until > now() + interval '10 seconds' as is_held from media`;
      isHeld = row!.isHeld;
    }
    assertEquals(await claimMedia(sql, { status: "processing", isVideo: false }), null);
    return await images.process(...picture);
  };
  const slow = { ...app.ctx, images: { ...images, process } };
  assertEquals((await processMedia.run(slow, signal)).ready, 1);
});

Deno.test("a picture whose workers die one after another waits longer each time, and not after a retry", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  await waiting(app, ada);
  const leaseSeconds = async () => {
    const work = (await claimMedia(sql, { status: "processing", isVideo: false }))!;
    const [row] = await sql<{ seconds: number }[]>`
      select round(extract(epoch from leased_until - now()))::int as seconds from media`;
    await endLeases(app);
    return { work, seconds: row!.seconds };
  };
  assertEquals((await leaseSeconds()).seconds, 15);
  assertEquals((await leaseSeconds()).seconds, 60);
  const { work, seconds } = await leaseSeconds();
  assertEquals(seconds, 120);
  await retryMedia(sql, work, { afterSeconds: 0, isCounted: true });
  assertEquals((await leaseSeconds()).seconds, 15);
});

Deno.test("a picture whose worker died is processed when the lease ends, by a timer", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  await waiting(app, ada);
  await claimMedia(sql, { status: "processing", isVideo: false });
  await sql`update media set leased_until = now() + interval '500 milliseconds'`;
  const ready = Promise.withResolvers<void>();
  const job: Job = {
    ...processMedia,
    async run(ctx, stop) {
      const counts = await processMedia.run(ctx, stop);
      if (counts.ready! > 0) ready.resolve();
      return counts;
    },
  };
  await using runner = new JobRunner(app.ctx, signal, { lookMs: HOUR_MS });
  runner.listen([job]);
  await within(60_000, ready.promise);
});

Deno.test("a frozen worker that wakes up brings no object of a deleted picture back", async () => {
  await using app = await startApp();
  const { sql, storage } = app.ctx;
  const [ada] = await app.people("ada");
  const { mediaId } = await waiting(app, ada);
  const [frozen, thawed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const put: typeof storage.put = async (...object) => {
    frozen.resolve();
    await thawed.promise;
    await storage.put(...object);
  };
  using timers = holdLeaseTimers();
  const slow = { ...app.ctx, storage: Object.assign(Object.create(storage), { put }) };
  const run = processMedia.run(slow, signal);
  await frozen.promise;
  await endLeases(app);
  assertEquals((await runMedia(app)).ready, 1);
  ok(await ada.delete(`/media/${mediaId}`), 204);
  await deleteStaleObjects.run(app.ctx, signal);
  timers.renew();
  thawed.resolve();
  assertEquals((await run).lost, 1);
  await sql`update storage_deletions set due_at = now() - interval '1 second'`;
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals(await objectsUnder(app, ""), []);
});
