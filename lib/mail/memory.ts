import type { Mailer, StoredMail } from "./mail.ts";
import { once } from "../once.ts";

const KEPT_MAX = 100;

/** Opens a mailer that sends nothing and stores the newest mails in memory. */
export function openMemoryMailer(options: { now?: () => Date } = {}): Mailer {
  const { now = () => new Date() } = options;
  const mails: StoredMail[] = [];
  return {
    send({ to, subject, text }) {
      mails.unshift({ to, subject, text, at: now() });
      mails.splice(KEPT_MAX);
      return Promise.resolve();
    },
    kept: () => mails,
    [Symbol.asyncDispose]: once(() => Promise.resolve()),
  };
}
