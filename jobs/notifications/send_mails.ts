import type { Context } from "../../context/mod.ts";
import {
  claimMail,
  finishMail,
  giveMailUp,
  giveUpExpiredMails,
  holdMail,
  type MailWork,
  retryMail,
} from "../../db/outbox/mails.ts";
import { MAIL_TRIES_MAX } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { MailRefused } from "../../lib/mail/mail.ts";
import { unseal } from "../../lib/security/sealed.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";
import { whileLeased } from "../runtime/lease.ts";
import { inSteps } from "../runtime/steps.ts";

/** Mails that are sent at once. */
const SENDERS = 4;
/** The pause after the first refusal, and after every later one. */
const RETRY_SECONDS = [60, 300, 900, 3600];
/** The pause if no mail server was reachable. */
const DOWN_SECONDS = 20;

type Outcome = "sent" | "retried" | "refused" | "waiting";

/** Sends the waiting mails, each at least once and rarely more often. */
export const sendMails: Job = {
  name: "send_mails",
  summary: "Sends waiting mail",
  schedule: "* * * * *",
  work: "mails",
  run: (ctx, signal) =>
    inSteps(
      () => sendWaiting(ctx, signal),
      async () => ({
        expired: await inBatches(signal, (limit) => giveUpExpiredMails(ctx.sql, limit)),
      }),
    ),
};

async function sendWaiting(ctx: Context, signal: AbortSignal) {
  const counts = { sent: 0, retried: 0, refused: 0, waiting: 0 };
  const senders = Array.from({ length: SENDERS }, async () => {
    // If no server is reachable, the other mails wait for the next run.
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
}

async function send(ctx: Context, mail: MailWork): Promise<Outcome> {
  const { id, recipient: to, subject, attempts } = mail;
  const text = await unseal(ctx.keys.mails, id, mail.sealedText).catch(() => null);
  if (text === null) {
    // The installation's secret has changed since.
    await giveMailUp(ctx.sql, mail, "unreadable");
    return "refused";
  }
  const refusal = await whileLeased(
    () => holdMail(ctx.sql, mail),
    () => ctx.mailer.send({ id, to, subject, text }).then(() => null, refusalOf),
  );
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

/** Returns the reason of a failure, in words without addresses or secrets. */
function refusalOf(error: unknown): { isCounted: boolean; isForGood: boolean; reason: string } {
  if (error instanceof MailRefused) {
    const { isForGood, status } = error;
    return { isCounted: true, isForGood, reason: `refused with ${status ?? "no status"}` };
  }
  if (!(error instanceof AppError) || error.code !== "unavailable") {
    // A mail that cannot be sent must not delay others.
    return { isCounted: true, isForGood: false, reason: "failed" };
  }
  const { code } = (error.cause ?? {}) as { code?: string };
  return { isCounted: false, isForGood: false, reason: `unavailable: ${code ?? "no reason"}` };
}
