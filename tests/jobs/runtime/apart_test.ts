import { assert, assertEquals } from "@std/assert";
import { listWaiting } from "../../../db/operations/waiting_work.ts";
import { queueMail } from "../../../db/outbox/mails.ts";
import { transact } from "../../../db/transact.ts";
import { deleteExpired } from "../../../jobs/operations/delete_expired.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { endSuspensions } from "../../../jobs/operations/end_suspensions.ts";
import { eraseDeletedPosts } from "../../../jobs/posts/erase_deleted_posts.ts";
import { publishScheduledPosts } from "../../../jobs/posts/publish_scheduled_posts.ts";
import { runJob } from "../../../jobs/runtime/run.ts";
import { sendMails } from "../../../jobs/notifications/send_mails.ts";
import { trimFeeds } from "../../../jobs/operations/trim_feeds.ts";
import { newId } from "../../../domain/ids.ts";
import { startApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import { startSmtpServer } from "../../helpers/app/smtp.ts";

const { signal } = new AbortController();
const ENV = { PHOTO_ONLY: "false" };

Deno.test("a scheduled post that cannot be published delays none that is due after it", async () => {
  await using app = await startApp({ env: ENV });
  const { sql } = app.ctx;
  const [ada] = await app.people("ada");
  await sql`alter table posts add check (caption <> 'Poison' or status <> 'published') not valid`;
  const publishAt = new Date(Date.now() + 3_600_000).toISOString();
  for (const caption of ["Poison", "One", "Two"]) {
    ok(await ada.post("/posts", { caption, publishAt }), 201);
    await sql`update posts set publish_at = now() - interval '1 s' where publish_at > now()`;
  }
  assertEquals(await publishScheduledPosts.run(app.ctx, signal), { published: 2, failed: 1 });
  // A timer is still set for the next one.
  ok(await ada.post("/posts", { caption: "Next", publishAt }), 201);
  const posts = (await listWaiting(sql)).find(({ work }) => work === "scheduled_posts");
  assertEquals(posts!.isDue, true);
  assert(posts!.nextInMs! > 3_500_000, `${posts!.nextInMs} ms`);
});

Deno.test("a post that cannot be erased, and a suspension that cannot end, delay no others", async () => {
  await using app = await startApp({ env: ENV });
  const { sql } = app.ctx;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const ids = await Promise.all(
    [1, 2, 3].map(async () => ok(await ada.post("/posts", { caption: "Old" }), 201).data.postId),
  );
  await sql`update posts set deleted_at = now() - interval '31 days'`;
  await sql`create table holds (post_id uuid references posts)`;
  await sql`insert into holds values (${ids.sort()[0]})`;
  assertEquals(await eraseDeletedPosts.run(app.ctx, signal), { erased: 2, failed: 1 });
  await sql`
    update users set suspended_at = now(), suspended_until = now()
    where id = any(${[bob.id, cora.id]}::uuid[])`;
  await sql`alter table users add check (username <> 'bob' or suspended_at is not null) not valid`;
  assertEquals(await endSuspensions.run(app.ctx, signal), { ended: 1, failed: 1 });
});

Deno.test("an object that storage cannot delete delays none that is deleted with it", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const odd = "uploads/../posts";
  await sql`insert into storage_deletions (key) values ('uploads/a'), (${odd}), ('uploads/b')`;
  const run = await deleteStaleObjects.run(app.ctx, signal);
  assertEquals(run, { deleted: 2, failed: 1, unpurged: 0 });
  const left = await sql<{ key: string }[]>`
    select key from storage_deletions where due_at > now()`;
  assertEquals(left.map(({ key }) => key), [odd]);
});

Deno.test("a feed that cannot be trimmed delays no others", async () => {
  await using app = await startApp();
  const { kv } = app.ctx;
  const [ada, bob] = [newId(), newId()];
  await kv.set(["user", ada, "feed-assembled"], {
    followsRev: 1,
    activeAt: 0,
  });
  await kv.set(["user", bob, "feed-assembled"], { followsRev: 1, activeAt: 0 });
  await kv.set(["user", bob, "feed", newId()], [newId(), newId()]);
  const evict = (_: unknown, id: string) => {
    if (id === ada) throw new Error("This feed cannot be trimmed");
  };
  await kv.set(["user", ada, "feed", newId()], [newId(), newId()]);
  const ctx = { ...app.ctx, actors: Object.assign(Object.create(app.ctx.actors), { evict }) };
  assertEquals(await trimFeeds.run(ctx, signal), { feeds: 1, rows: 1, failed: 1 });
});

Deno.test("a mail that no client can send has as many tries as others, and delays none", async () => {
  await using server = await startSmtpServer();
  const env = { SMTP_URL: server.url, MAIL_FROM: "Tintype <no-reply@example.com>" };
  await using app = await startApp({ env });
  const mail = { subject: "News", text: "News", userId: null };
  for (const to of [...Array(6).fill(""), "bob@example.com"]) {
    const { db, keys } = app.ctx;
    await transact(db, (tx) => queueMail(tx, keys.mails, { ...mail, to }));
  }
  const run = await sendMails.run(app.ctx, signal);
  assertEquals(run, { sent: 1, retried: 6, refused: 0, waiting: 0, expired: 0 });
  assertEquals(server.received.map(({ to }) => to), [["bob@example.com"]]);
});

Deno.test("a failing step of a clean-up stops none of the others, and is reported", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  await app.people("ada");
  await sql`alter table idempotency_keys rename to gone`;
  await sql`update sessions set expires_at = now() - interval '10 years'`;
  assertEquals((await runJob(app.ctx, deleteExpired, signal)).state, "failed");
  assertEquals((await sql`select from sessions`).count, 0);
});
