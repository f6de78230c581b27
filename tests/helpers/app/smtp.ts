import { SMTPServer } from "smtp-server";

/** A mail as the server received it. */
export interface Received {
  from: string;
  to: string[];
  source: string;
}

/** A real mail server. */
export interface SmtpServer extends AsyncDisposable {
  received: Received[];
  url: string;
  port: number;
  /** The status that refuses mails; null to accept them. */
  refusing: number | null;
}

/** Starts a mail server. With the `port` of an earlier one, it is that server, back again. */
export async function startSmtpServer(
  options: { account?: { user: string; password: string }; port?: number } = {},
): Promise<SmtpServer> {
  const { account, port: wanted = 0 } = options;
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
    onRcptTo(address, _session, done) {
      const { refusing } = running;
      if (refusing === null) return done();
      done(Object.assign(new Error(`No ${address.address} here`), { responseCode: refusing }));
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
  server.listen(wanted, "127.0.0.1", () => listening.resolve());
  await listening.promise;
  const { port } = server.server.address() as { port: number };
  const running: SmtpServer = {
    received,
    port,
    refusing: null,
    url: `smtp://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
  return running;
}
