import type { UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import type { Tx } from "../transact.ts";

/** Marks one notification of the user as read. */
export async function markRead(tx: Tx, userId: UserId, id: string): Promise<void> {
  const [row] = await tx.sql<{ wasRead: boolean }[]>`
    update notifications n set read_at = coalesce(n.read_at, now()), is_open = false,
      rev = n.rev + 1
    from (select id, read_at from notifications where id = ${id} and user_id = ${userId} for update)
      as old
    where n.id = old.id
    returning old.read_at is not null as was_read`;
  const { wasRead } = must(row, "Notification not found.");
  if (!wasRead) tx.record({ type: "notifications.read", userId, notificationIds: [id] });
}

/** Marks those of these notifications as read that the user has not read. */
export async function markSomeRead(
  tx: Tx,
  userId: UserId,
  ids: readonly string[],
): Promise<void> {
  const rows = await tx.sql<{ id: string }[]>`
    update notifications set read_at = now(), is_open = false, rev = rev + 1
    where id = any(${ids}::uuid[]) and user_id = ${userId} and read_at is null
    returning id`;
  if (rows.length === 0) return;
  tx.record({ type: "notifications.read", userId, notificationIds: rows.map(({ id }) => id) });
}

/** Marks all notifications of the user as read. */
export async function markAllRead(tx: Tx, userId: UserId): Promise<void> {
  const { count } = await tx.sql`
    update notifications set read_at = now(), is_open = false, rev = rev + 1
    where user_id = ${userId} and read_at is null`;
  if (count > 0) tx.record({ type: "notifications.read", userId, notificationIds: null });
}
