import type { Context } from "../context.ts";
import {
  claimMail,
  finishMail,
  giveMailUp,
  giveUpExpiredMails,
  type MailWork,
  retryMail,
} from "../db/mails.ts";
import { MAIL_TRIES_MAX } from "../domain/limits.ts";
import { AppError } from "../lib/errors.ts";
import { MailRefused } from "../lib/mail.ts";
import { unseal } from "../lib/sealed.ts";
import { inBatches } from "./batches.ts";
import type { Job } from "./job.ts";
import { mailNotifications } from "./mail_notifications.ts";

/** Mails that are on their way at once. */
const SENDERS = 4;
/** What the next try waits after the first and after every later refusal. */
const RETRY_SECONDS = [60, 300, 900, 3600];
/** When a mail is tried again that met no mail server. */
const DOWN_SECONDS = 20;

type Outcome = "sent" | "retried" | "refused" | "waiting";

/** Writes mail about what nobody has read, and sends what waits: each at least once, and seldom more often. */
export const sendMails: Job = {
  name: "send_mails",
  schedule: "* * * * *",
  async run(ctx, signal) {
    const told = await inBatches(signal, (limit) => mailNotifications(ctx, limit));
    const expired = await inBatches(signal, (limit) => giveUpExpiredMails(ctx.sql, limit));
    const counts = { sent: 0, retried: 0, refused: 0, waiting: 0, told, expired };
    const senders = Array.from({ length: SENDERS }, async () => {
      // Where no server answers, the rest may wait for the next run.
      while (!signal.aborted && counts.waiting === 0) {
        const mail = await claimMail(ctx.sql);
        if (mail === null) return;
        counts[await send(ctx, mail)]++;
      }
    });
    for (const sender of await Promise.allSettled(senders)) {
      if (sender.status === "rejected") throw sender.reason;
    }
    return counts;
  },
};

async function send(ctx: Context, mail: MailWork): Promise<Outcome> {
  const { id, recipient: to, subject, attempts } = mail;
  const text = await unseal(ctx.keys.mails, id, mail.sealedText).catch(() => null);
  if (text === null) {
    // The secret of the installation was changed meanwhile.
    await giveMailUp(ctx.sql, mail, "unreadable");
    return "refused";
  }
  const refusal = await ctx.mailer.send({ id, to, subject, text }).then(() => null, knownRefusal);
  if (refusal === null) {
    await finishMail(ctx.sql, mail);
    return "sent";
  }
  const { isCounted, isForGood, reason } = refusal;
  ctx.log.warn("a mail was not taken", { mailId: id, attempts, reason });
  if (isForGood || (isCounted && attempts >= MAIL_TRIES_MAX)) {
    await giveMailUp(ctx.sql, mail, reason);
    return "refused";
  }
  const refusedSeconds = RETRY_SECONDS[attempts - 1] ?? RETRY_SECONDS.at(-1)!;
  const afterSeconds = isCounted ? refusedSeconds : DOWN_SECONDS;
  await retryMail(ctx.sql, mail, { afterSeconds, isCounted, reason });
  return isCounted ? "retried" : "waiting";
}

/** Why a mail was not taken, in words that hold no address and no secret. */
function knownRefusal(error: unknown): { isCounted: boolean; isForGood: boolean; reason: string } {
  if (error instanceof MailRefused) {
    return { isCounted: true, isForGood: error.isForGood, reason: `refused with ${error.status}` };
  }
  if (!(error instanceof AppError) || error.code !== "unavailable") throw error;
  const { code } = (error.cause ?? {}) as { code?: string };
  return { isCounted: false, isForGood: false, reason: `unavailable: ${code ?? "no reason"}` };
}
