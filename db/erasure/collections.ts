import type { PostId, UserId } from "../../domain/ids.ts";
import { one, type Sql } from "../sql.ts";

/** Erases some saves and pins of a post; returns how many. */
export async function eraseCollected(sql: Sql, postId: PostId, limit: number): Promise<number> {
  const { count } = await one(sql<{ count: number }[]>`
    with saves_gone as (
      delete from saves where ctid = any(array(
        select ctid from saves where post_id = ${postId} limit ${limit}))
      returning 1
    ), pins_gone as (
      delete from board_pins where ctid = any(array(
        select ctid from board_pins where post_id = ${postId} limit ${limit}))
      returning 1
    )
    select ((select count(*) from saves_gone) + (select count(*) from pins_gone))::int as count`);
  return count;
}

/** Erases some pins on a user's boards; returns how many. The boards are deleted with the user. */
export async function erasePinsOf(sql: Sql, userId: UserId, limit: number): Promise<number> {
  const { count } = await sql`
    delete from board_pins where ctid = any(array(
      select n.ctid from boards bd join board_pins n on n.board_id = bd.id
      where bd.owner_id = ${userId} limit ${limit}))`;
  return count;
}
