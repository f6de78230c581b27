import nodemailer from "nodemailer";
import { AppError } from "./errors.ts";
import type { Mailer } from "./mail.ts";

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
  return {
    async send({ to, subject, text }) {
      try {
        // As an object, an address is one address whatever characters it holds.
        await transport.sendMail({
          from: options.from,
          to: { name: "", address: to },
          subject,
          text,
        });
      } catch (cause) {
        throw new AppError("unavailable", "Mail cannot be sent at the moment", { cause });
      }
    },
    kept: () => null,
    [Symbol.asyncDispose]() {
      transport.close();
      return Promise.resolve();
    },
  };
}
