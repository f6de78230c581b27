import { newId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { lockPair } from "./follows.ts";
import type { Tx } from "../transact.ts";

/** Puts somebody on the user's list of close friends. Nobody is told. Again changes nothing. */
export async function addCloseFriend(tx: Tx, userId: string, friendId: string): Promise<void> {
  if (userId === friendId) {
    throw new AppError("unprocessable", "Nobody is on their own list of close friends");
  }
  await lockPair(tx.sql, userId, friendId);
  const { count } = await tx.sql`
    insert into close_friends (id, user_id, friend_id) values (${newId()}, ${userId}, ${friendId})
    on conflict do nothing`;
  if (count > 0) tx.record({ type: "relations.changed", userId: friendId });
}

/** Takes somebody off the list. Who is not on it stays off. */
export async function removeCloseFriend(
  { sql, record }: Tx,
  userId: string,
  friendId: string,
): Promise<void> {
  const { count } = await sql`
    delete from close_friends where user_id = ${userId} and friend_id = ${friendId}`;
  if (count > 0) record({ type: "relations.changed", userId: friendId });
}
