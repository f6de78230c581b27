import nodemailer from "nodemailer";
import { AppError } from "../errors.ts";
import { type Mailer, MailRefused } from "./mail.ts";
import { once } from "../once.ts";

const CONNECTING_MS_MAX = 5000;
const SILENCE_MS_MAX = 10_000;

/** A mailer over SMTP. `url` may carry a user and a password; `smtps:` begins with TLS. */
export function openSmtpMailer(options: { url: string; from: string }): Mailer {
  const transport = nodemailer.createTransport({
    url: options.url,
    connectionTimeout: CONNECTING_MS_MAX,
    greetingTimeout: CONNECTING_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    // Letters are text of ours: nothing in them may name a file or an address to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([\w.-]+)>?\s*$/.exec(options.from)?.[1] ?? "localhost";
  return {
    async send({ id, to, subject, text }) {
      try {
        // As an object, an address is one address whatever characters it holds.
        await transport.sendMail({
          from: options.from,
          to: { name: "", address: to },
          subject,
          text,
          headers: { "Auto-Submitted": "auto-generated" },
          ...(id ? { messageId: `<${id}@${domain}>` } : {}),
        });
      } catch (cause) {
        if (isOfLetter(cause)) throw new MailRefused(cause.responseCode ?? null);
        throw new AppError("unavailable", "Mail cannot be sent at the moment", { cause });
      }
    },
    kept: () => null,
    [Symbol.asyncDispose]: once(() => Promise.resolve(transport.close())),
  };
}

/** Whether an error is about this letter: the server, or the client before it asked one, takes others. */
function isOfLetter(error: unknown): error is { responseCode?: number } {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  // 421 is a server that is about to stop.
  if (responseCode === 421) return false;
  return code === undefined || code === "EENVELOPE" || code === "EMESSAGE";
}
