import type { Context } from "../context.ts";
import { queueMail } from "../db/mails.ts";
import { takeReadersToMail } from "../db/preferences.ts";
import { transact } from "../db/transact.ts";
import { notificationsLetter } from "../domain/letters.ts";

/** Writes one mail to each of some people about all that they have not read; answers how many. */
export function mailNotifications(ctx: Context, limit: number): Promise<number> {
  return transact(ctx.db, async ({ sql }) => {
    const readers = await takeReadersToMail(sql, limit);
    for (const { userId, username, email, counts } of readers) {
      const letter = notificationsLetter(username, counts);
      await queueMail(sql, ctx.keys.mails, { ...letter, to: email, userId });
    }
    return readers.length;
  });
}
