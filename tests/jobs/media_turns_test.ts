import { assert, assertEquals } from "@std/assert";
import { claimMedia } from "../../db/media/claims.ts";
import type { SqlPool } from "../../db/sql.ts";
import { newId } from "../../domain/ids.ts";
import { newObjectPrefix } from "../../domain/media/media.ts";
import { startApp } from "../helpers/app/app.ts";
import { ok } from "../helpers/people/steps.ts";
import type { Person } from "../helpers/people/person.ts";
import { aJpeg, putUpload, runMedia } from "../helpers/media/uploads.ts";

/** Adds a waiting picture of this many bytes. */
async function wait(sql: SqlPool, owner: Person, declaredBytes: number): Promise<string> {
  const id = newId();
  const media = {
    id,
    ownerId: owner.id,
    uploadId: newId(),
    status: "processing",
    declaredType: "image/jpeg",
    declaredBytes,
    uploadKey: `uploads/${id}`,
    uploadExpiresAt: new Date(),
    objectPrefix: newObjectPrefix("public"),
  };
  await sql`insert into media ${sql(media)}`;
  return id;
}

/** Returns the pictures in the order of one worker, which ends each before it takes the next. */
async function order(sql: SqlPool): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const work = await claimMedia(sql, { status: "processing", isVideo: false });
    if (work === null) return ids;
    ids.push(work.id);
    await sql`update media set status = 'ready' where id = ${work.id}`;
  }
}

Deno.test("a user's single picture is processed before most large ones that another user sent first", async () => {
  await using app = await startApp({ env: { MEDIA_WORKERS: "1" } });
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const large = await aJpeg(400, 300);
  for (let n = 0; n < 8; n++) {
    const { uploadId } = await putUpload(app, ada, large);
    ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  }
  const { uploadId, mediaId } = await putUpload(app, bob, await aJpeg(9, 6));
  ok(await bob.post(`/media/upload/${uploadId}/complete`), 202);
  await runMedia(app);
  const done = await sql<{ id: string }[]>`
    select id from media where status = 'ready' order by updated_at, id`;
  assertEquals(done.length, 9);
  assert(done.findIndex(({ id }) => id === mediaId) <= 1);
});

Deno.test("waiting users take turns, each with their smallest picture first", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const names = new Map<string, string>();
  const add = async (name: string, owner: Person, bytes: number) =>
    names.set(await wait(sql, owner, bytes), name);
  for (const [name, bytes] of [["a3", 300], ["a1", 100], ["a4", 400], ["a2", 200]] as const) {
    await add(name, ada, bytes);
  }
  for (const [name, bytes] of [["b2", 9000], ["b1", 8000]] as const) await add(name, bob, bytes);
  await add("c1", cora, 5000);
  assertEquals((await order(sql)).map((id) => names.get(id)), [
    "a1",
    "b1",
    "c1",
    "a2",
    "b2",
    "a3",
    "a4",
  ]);
});

Deno.test("a user who comes while many pictures of another are processed is next, again and again", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  for (let n = 0; n < 20; n++) await wait(sql, ada, 1000);
  for (let n = 0; n < 5; n++) {
    const begun = (await claimMedia(sql, { status: "processing", isVideo: false }))!;
    assertEquals(begun.ownerId, ada.id);
    const id = await wait(sql, bob, 9000);
    const next = (await claimMedia(sql, { status: "processing", isVideo: false }))!;
    assertEquals(next.id, id);
    await sql`update media set status = 'ready' where id = any(${[begun.id, id]}::uuid[])`;
  }
});

Deno.test("a picture whose worker died is taken again before those behind it", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  for (const bytes of [300, 100, 200]) await wait(sql, ada, bytes);
  const lost = (await claimMedia(sql, { status: "processing", isVideo: false }))!;
  await sql`update media set leased_until = now() where id = ${lost.id}`;
  const again = (await claimMedia(sql, { status: "processing", isVideo: false }))!;
  assertEquals([again.id, again.attempts], [lost.id, 2]);
});

Deno.test("taking a picture costs no more while a hundred thousand wait", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const fill = async (owner: Person, count: number) => {
    await sql`alter table media disable trigger user`;
    await sql`
      insert into media (id, upload_id, owner_id, status, declared_type, declared_bytes, upload_key,
        object_prefix, upload_expires_at, turn)
      select gen_random_uuid(), gen_random_uuid(), ${owner.id}, 'processing', 'image/jpeg',
        1000 + (n * 7919) % 1000003, gen_random_uuid()::text, gen_random_uuid()::text, now(), n
      from generate_series(1, ${count}::int) as n`;
    await sql`alter table media enable trigger user`;
  };
  const takenMs = async () => {
    const times: number[] = [];
    for (let n = 0; n < 30; n++) {
      const startedAt = performance.now();
      assert(await claimMedia(sql, { status: "processing", isVideo: false }));
      await wait(sql, bob, 10);
      times.push(performance.now() - startedAt);
    }
    // Other work of the machine makes some slower, and none faster.
    return Math.min(...times);
  };
  await fill(ada, 100);
  const few = await takenMs();
  await fill(ada, 100_000);
  await sql`analyze media`;
  const many = await takenMs();
  assert(many < 5 * few + 5, `${many} ms, and ${few} ms where few wait`);
});
