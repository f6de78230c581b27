import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { AppError } from "../../../lib/errors.ts";
import { MailRefused } from "../../../lib/mail/mail.ts";
import { openMemoryMailer } from "../../../lib/mail/memory.ts";
import { openSmtpMailer } from "../../../lib/mail/smtp.ts";
import { startSmtpServer } from "../../helpers/app/smtp.ts";

const FROM = "Tintype <no-reply@example.com>";

Deno.test("openSmtpMailer passes the mail to the server, whatever its text", async () => {
  await using server = await startSmtpServer();
  await using mailer = openSmtpMailer({ url: server.url, from: FROM });
  assertEquals(mailer.kept(), null);
  const id = "0198c0de-0000-7000-8000-000000000000";
  const text = "Code: 123456\n.\nEnd.";
  await mailer.send({ id, to: "ada@example.com", subject: "Grüße", text });
  const [mail] = server.received;
  assertEquals(mail!.from, "no-reply@example.com");
  assertEquals(mail!.to, ["ada@example.com"]);
  assertMatch(mail!.source, /^From: Tintype <no-reply@example\.com>/m);
  assertMatch(mail!.source, /^Message-ID: <0198c0de-\S+@example\.com>/m);
  assertMatch(mail!.source, /^Auto-Submitted: auto-generated/m);
  assertMatch(mail!.source, /^Subject: =\?UTF-8\?/m);
  assertStringIncludes(mail!.source, "Code: 123456");
  assertStringIncludes(mail!.source, "End.");
});

Deno.test("openSmtpMailer signs in with the name and password of the URL", async () => {
  await using server = await startSmtpServer({ account: { user: "mailer", password: "a secret" } });
  await using mailer = openSmtpMailer({
    url: server.url.replace("//", "//mailer:a%20secret@"),
    from: FROM,
  });
  await mailer.send({ to: "ada@example.com", subject: "Hello", text: "Hello" });
  assertEquals(server.received.length, 1);
  await using wrong = openSmtpMailer({
    url: server.url.replace("//", "//mailer:wrong@"),
    from: FROM,
  });
  await assertRejects(() => wrong.send({ to: "a@example.com", subject: "a", text: "a" }), AppError);
});

Deno.test("openSmtpMailer lets no text add a recipient or a header", async () => {
  await using server = await startSmtpServer();
  await using mailer = openSmtpMailer({ url: server.url, from: FROM });
  const subject = "Hello\r\nBcc: eve@example.com\r\n\r\nBody";
  await mailer.send({ to: "ada@example.com", subject, text: "Hello" });
  const forged = "ada@example.com, eve@example.com";
  await mailer.send({ to: forged, subject: "Hello", text: "Hello" }).catch(() => {});
  for (const { to, source } of server.received) {
    assert(!to.includes("eve@example.com"));
    assert(!/^Bcc:/m.test(source));
  }
});

Deno.test("openSmtpMailer throws `unavailable` if the server is away, without the password", async () => {
  const url = "smtp://mailer:secret-word@127.0.0.1:9";
  await using mailer = openSmtpMailer({ url, from: FROM });
  const mail = { to: "ada@example.com", subject: "Hello", text: "Hello" };
  const error = await assertRejects(() => mailer.send(mail), AppError);
  assertEquals(error.code, "unavailable");
  assert(!`${error.message} ${(error.cause as Error).message}`.includes("secret-word"));
});

Deno.test("openSmtpMailer distinguishes a refused mail from a server that is away", async () => {
  await using server = await startSmtpServer();
  await using mailer = openSmtpMailer({ url: server.url, from: FROM });
  const mail = { to: "ada@example.com", subject: "Hello", text: "Hello" };
  for (const [status, isForGood] of [[451, false], [550, true]] as const) {
    server.refusing = status;
    const error = await assertRejects(() => mailer.send(mail), MailRefused);
    assertEquals([error.status, error.isForGood], [status, isForGood]);
    assert(!error.message.includes("ada@"));
  }
  server.refusing = 421;
  await assertRejects(() => mailer.send(mail), AppError);
  assertEquals(server.received, []);
});

Deno.test("openMemoryMailer stores the newest hundred mails, newest first", async () => {
  await using mailer = openMemoryMailer({ now: () => new Date(0) });
  for (let number = 1; number <= 101; number++) {
    await mailer.send({ to: "ada@example.com", subject: `Letter ${number}`, text: "" });
  }
  const kept = mailer.kept()!;
  assertEquals(kept.length, 100);
  assertEquals(kept[0]!.subject, "Letter 101");
  assertEquals(kept[99], { to: "ada@example.com", subject: "Letter 2", text: "", at: new Date(0) });
});
