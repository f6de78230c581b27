import type { KeptMail, Mailer } from "./mail.ts";
import { once } from "../once.ts";

const KEPT_MAX = 100;

/** A mailer that sends nothing and keeps the newest letters in memory. */
export function openKeptMailer(options: { now?: () => Date } = {}): Mailer {
  const { now = () => new Date() } = options;
  const letters: KeptMail[] = [];
  return {
    send({ to, subject, text }) {
      letters.unshift({ to, subject, text, at: now() });
      letters.splice(KEPT_MAX);
      return Promise.resolve();
    },
    kept: () => letters,
    [Symbol.asyncDispose]: once(() => Promise.resolve()),
  };
}
