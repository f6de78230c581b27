import { newId, type UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { lockPair } from "./follows.ts";
import type { Tx } from "../transact.ts";

/** Adds somebody to the user's close friends and notifies nobody. Repeating it changes nothing. */
export async function addCloseFriend(tx: Tx, userId: UserId, friendId: UserId): Promise<void> {
  if (userId === friendId) {
    throw new AppError("unprocessable", "You cannot add yourself to your close friends.");
  }
  await lockPair(tx.sql, userId, friendId);
  const { count } = await tx.sql`
    insert into close_friends (id, user_id, friend_id) values (${newId()}, ${userId}, ${friendId})
    on conflict do nothing`;
  if (count > 0) tx.record({ type: "relations.changed", userId: friendId });
}

/** Removes somebody from the user's close friends. Does nothing if they are not on the list. */
export async function removeCloseFriend(
  { sql, record }: Tx,
  userId: UserId,
  friendId: UserId,
): Promise<void> {
  const { count } = await sql`
    delete from close_friends where user_id = ${userId} and friend_id = ${friendId}`;
  if (count > 0) record({ type: "relations.changed", userId: friendId });
}
