import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { SMTPServer } from "smtp-server";
import { AppError } from "../../lib/errors.ts";
import { openKeptMailer } from "../../lib/mail_kept.ts";
import { openSmtpMailer } from "../../lib/mail_smtp.ts";

const FROM = "Tintype <no-reply@example.com>";

Deno.test("openSmtpMailer hands the letter to the server, whatever it says", async () => {
  await using server = await startSmtpServer();
  await using mailer = openSmtpMailer({ url: server.url, from: FROM });
  assertEquals(mailer.kept(), null);
  await mailer.send({ to: "ada@example.com", subject: "Grüße", text: "Code: 123456\n.\nEnd." });
  const [letter] = server.received;
  assertEquals(letter!.from, "no-reply@example.com");
  assertEquals(letter!.to, ["ada@example.com"]);
  assertMatch(letter!.source, /^From: Tintype <no-reply@example\.com>/m);
  assertMatch(letter!.source, /^Subject: =\?UTF-8\?/m);
  assertStringIncludes(letter!.source, "Code: 123456");
  assertStringIncludes(letter!.source, "End.");
});

Deno.test("openSmtpMailer signs in with the name and password of the URL", async () => {
  await using server = await startSmtpServer({ user: "mailer", password: "a secret" });
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

Deno.test("openSmtpMailer throws `unavailable` when nobody answers, without the password", async () => {
  const url = "smtp://mailer:secret-word@127.0.0.1:9";
  await using mailer = openSmtpMailer({ url, from: FROM });
  const letter = { to: "ada@example.com", subject: "Hello", text: "Hello" };
  const error = await assertRejects(() => mailer.send(letter), AppError);
  assertEquals(error.code, "unavailable");
  assert(!`${error.message} ${(error.cause as Error).message}`.includes("secret-word"));
});

Deno.test("openKeptMailer keeps the newest hundred letters, newest first", async () => {
  await using mailer = openKeptMailer({ now: () => new Date(0) });
  for (let number = 1; number <= 101; number++) {
    await mailer.send({ to: "ada@example.com", subject: `Letter ${number}`, text: "" });
  }
  const kept = mailer.kept()!;
  assertEquals(kept.length, 100);
  assertEquals(kept[0]!.subject, "Letter 101");
  assertEquals(kept[99], { to: "ada@example.com", subject: "Letter 2", text: "", at: new Date(0) });
});

interface Received {
  from: string;
  to: string[];
  source: string;
}

async function startSmtpServer(account?: { user: string; password: string }) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: account === undefined,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      const isRight = auth.username === account?.user && auth.password === account?.password;
      if (isRight) done(null, { user: account!.user });
      else done(new Error("Wrong password"));
    },
    onData(stream, session, done) {
      const chunks: Uint8Array[] = [];
      stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      stream.on("end", async () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }: { address: string }) => address),
          source: await new Blob(chunks as BlobPart[]).text(),
        });
        done();
      });
    },
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", () => listening.resolve());
  await listening.promise;
  const { port } = server.server.address() as { port: number };
  return {
    received,
    url: `smtp://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
}
