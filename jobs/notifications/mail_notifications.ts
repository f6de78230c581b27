import type { Context } from "../../context/mod.ts";
import {
  listReadersToMail,
  type ReaderToMail,
  takeNotificationsToMail,
} from "../../db/notifications/mailed_readers.ts";
import { queueMail } from "../../db/outbox/mails.ts";
import { transact } from "../../db/transact.ts";
import { FIRST_ID, type UserId } from "../../domain/ids.ts";
import { notificationsMail } from "../../domain/notifications/mail_texts.ts";
import { isQuiet } from "../../domain/notifications/quiet_hours.ts";
import { forEachApart } from "../runtime/apart.ts";
import type { Job } from "../runtime/job.ts";

/**
 * Writes a mail about all unread notifications to each person who wants it, outside quiet hours.
 */
export const mailNotifications: Job = {
  name: "mail_notifications",
  summary: "Writes a mail to each person who wants mail about unread notifications",
  schedule: "* * * * *",
  async run(ctx, signal) {
    const { done, failed } = await forEachApart(
      ctx,
      signal,
      (after: ReaderToMail | null, limit) =>
        listReadersToMail(ctx.sql, after?.id ?? FIRST_ID, limit),
      async ({ id, quietHours }) => {
        if (quietHours !== null && isQuiet(quietHours, Temporal.Now.instant())) return false;
        return await mail(ctx, id);
      },
    );
    return { told: done, failed };
  },
};

function mail({ db, keys }: Context, userId: UserId): Promise<boolean> {
  return transact(db, async (tx) => {
    const reader = await takeNotificationsToMail(tx.sql, userId);
    if (reader === null) return false;
    const mail = notificationsMail(reader.username, reader.counts);
    await queueMail(tx, keys.mails, { ...mail, to: reader.email, userId });
    return true;
  });
}
