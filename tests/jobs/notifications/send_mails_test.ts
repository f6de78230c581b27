import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { claimMail, finishMail, queueMail } from "../../../db/outbox/mails.ts";
import { transact } from "../../../db/transact.ts";
import { MAIL_TRIES_MAX } from "../../../domain/limits.ts";
import { sendMails } from "../../../jobs/notifications/send_mails.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { codeIn } from "../../helpers/app/mails.ts";
import { startSmtpServer } from "../../helpers/app/smtp.ts";

const { signal } = new AbortController();
const FROM = "Tintype <no-reply@example.com>";

const startMailingApp = (url: string) => startApp({ env: { SMTP_URL: url, MAIL_FROM: FROM } });

async function queue(app: TestApp, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const mail = { to: `reader${number}@example.com`, subject: "News", text: `Number ${number}` };
    const { db, keys } = app.ctx;
    await transact(db, (tx) => queueMail(tx, keys.mails, { ...mail, userId: null }));
  }
}

function endWaiting(app: TestApp) {
  return app.ctx.sql`update mails set leased_until = now() - interval '1 second'`;
}

Deno.test("a new account gets its code over SMTP, and nothing of the text stays behind", async () => {
  await using server = await startSmtpServer();
  await using app = await startMailingApp(server.url);
  const [ada] = await app.people("ada");
  assertEquals((await sendMails.run(app.ctx, signal)).sent, 1);
  const [mail] = server.received;
  assertEquals(mail!.to, ["ada@example.com"]);
  assertStringIncludes(mail!.source, "Tintype");
  const code = codeIn(mail!.source);
  assertEquals((await ada.post("/security/email/verify", { code })).status, 200);
  const [row] = await app.ctx.sql<{ sealedText: Uint8Array | null; sentAt: Date | null }[]>`
    select sealed_text, sent_at from mails`;
  assertEquals(row!.sealedText, null);
  assert(row!.sentAt);
  assertEquals((await sendMails.run(app.ctx, signal)).sent, 0);
});

Deno.test("a text that waits in the database is sealed", async () => {
  await using app = await startApp();
  await queue(app, 1);
  const [row] = await app.ctx.sql<{ sealedText: Uint8Array }[]>`select sealed_text from mails`;
  assert(!new TextDecoder().decode(row!.sealedText).includes("Number"));
});

Deno.test("while the mail server is away nothing is lost or given up; when it is back all is sent once", async () => {
  const first = await startSmtpServer();
  const { port, url } = first;
  await first[Symbol.asyncDispose]();
  await using app = await startMailingApp(url);
  await queue(app, 12);
  for (let round = 0; round < MAIL_TRIES_MAX + 2; round++) {
    const { sent, waiting, refused } = await sendMails.run(app.ctx, signal);
    assertEquals([sent, refused], [0, 0]);
    assert(waiting! >= 1);
    await endWaiting(app);
  }
  await using server = await startSmtpServer({ port });
  assertEquals((await sendMails.run(app.ctx, signal)).sent, 12);
  assertEquals(new Set(server.received.map(({ to }) => to[0])).size, 12);
  assertEquals(server.received.length, 12);
});

Deno.test("a mail that is refused temporarily waits longer each time and is finally given up", async () => {
  await using server = await startSmtpServer();
  await using app = await startMailingApp(server.url);
  await queue(app, 1);
  server.refusing = 451;
  const waits: number[] = [];
  for (let tries = 1; tries < MAIL_TRIES_MAX; tries++) {
    assertEquals((await sendMails.run(app.ctx, signal)).retried, 1);
    assertEquals(await claimMail(app.ctx.sql), null);
    const [row] = await app.ctx.sql<{ seconds: number; error: string }[]>`
      select extract(epoch from leased_until - now())::float as seconds, error from mails`;
    waits.push(row!.seconds);
    assertEquals(row!.error, "refused with 451");
    await endWaiting(app);
  }
  assert(waits[0]! > 30 && waits[1]! > waits[0]! && waits.at(-1)! > 3000, waits.join());
  assertEquals((await sendMails.run(app.ctx, signal)).refused, 1);
  await endWaiting(app);
  assertEquals(await claimMail(app.ctx.sql), null);
});

Deno.test("an address that the server refuses for good is not retried, and delays no other", async () => {
  await using server = await startSmtpServer();
  await using app = await startMailingApp(server.url);
  await queue(app, 1);
  server.refusing = 550;
  const lines: string[] = [];
  const note = (message: string, fields = {}) => void lines.push(JSON.stringify([message, fields]));
  const log = { debug: note, info: note, warn: note, error: note };
  assertEquals((await sendMails.run({ ...app.ctx, log }, signal)).refused, 1);
  // The server's own words quote the address.
  assertEquals(lines.length, 1);
  assertStringIncludes(lines[0]!, "refused with 550");
  assert(!lines[0]!.includes("reader1@"));
  server.refusing = null;
  await queue(app, 1);
  await endWaiting(app);
  assertEquals((await sendMails.run(app.ctx, signal)).sent, 1);
});

Deno.test("several workers send each mail once; a dead one has a successor", async () => {
  await using server = await startSmtpServer();
  await using app = await startMailingApp(server.url);
  await queue(app, 9);
  const dead = (await claimMail(app.ctx.sql))!;
  const runs = await Promise.all([1, 2, 3].map(() => sendMails.run(app.ctx, signal)));
  assertEquals(runs.reduce((sum, { sent }) => sum + sent!, 0), 8);
  await endWaiting(app);
  assertEquals((await sendMails.run(app.ctx, signal)).sent, 1);
  assertEquals(server.received.length, 9);
  // The first worker was only slow: its result does not count any more.
  const [before] = await app.ctx.sql`select sent_at from mails where id = ${dead.id}`;
  await finishMail(app.ctx.sql, dead);
  assertEquals((await app.ctx.sql`select sent_at from mails where id = ${dead.id}`)[0], before);
});

Deno.test("a code that has expired before it could be sent is not sent", async () => {
  await using server = await startSmtpServer();
  await using app = await startMailingApp(server.url);
  await app.people("ada");
  await app.ctx.sql`update mails set expires_at = now() - interval '1 second'`;
  const { sent, expired } = await sendMails.run(app.ctx, signal);
  assertEquals([sent, expired], [0, 1]);
  assertEquals(server.received, []);
});

Deno.test("a mail that was sealed under another secret delays no other", async () => {
  await using app = await startApp();
  const key = crypto.getRandomValues(new Uint8Array(32));
  const mail = { to: "ada@example.com", subject: "News", text: "News", userId: null };
  await transact(app.ctx.db, (tx) => queueMail(tx, key, mail));
  await queue(app, 1);
  const { sent, refused } = await sendMails.run(app.ctx, signal);
  assertEquals([sent, refused], [1, 1]);
});

Deno.test("stored mails are shown at /dev/mail, newest first", async () => {
  await using app = await startApp();
  await app.people("ada");
  await app.settled();
  const text = await (await app.fetch("/dev/mail")).text();
  assertStringIncludes(text, "ada@example.com");
  assertStringIncludes(text, "Enter this code");
});
