import nodemailer from "nodemailer";
import { AppError } from "../errors.ts";
import { type Mailer, MailRefused } from "./mail.ts";
import { once } from "../once.ts";

const CONNECTING_MS_MAX = 5000;
const SILENCE_MS_MAX = 10_000;

/** Opens a mailer over SMTP. `url` may contain a user and a password; `smtps:` starts with TLS. */
export function openSmtpMailer(options: { url: string; from: string }): Mailer {
  const transport = nodemailer.createTransport({
    url: options.url,
    connectionTimeout: CONNECTING_MS_MAX,
    greetingTimeout: CONNECTING_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    // Mails hold only our own text: nothing in them may name a file or a URL to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([\w.-]+)>?\s*$/.exec(options.from)?.[1] ?? "localhost";
  return {
    async send({ id, to, subject, text }) {
      try {
        // As an object, it stays one address, even with characters such as commas in it.
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
        throw new AppError("unavailable", "Mail cannot be sent at the moment.", { cause });
      }
    },
    kept: () => null,
    [Symbol.asyncDispose]: once(() => Promise.resolve(transport.close())),
  };
}

/** Returns whether the fault is this mail's: the server, or the client itself, accepts others. */
function isOfLetter(error: unknown): error is { responseCode?: number } {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  // 421 means that the server is about to stop.
  if (responseCode === 421) return false;
  return code === undefined || code === "EENVELOPE" || code === "EMESSAGE";
}
