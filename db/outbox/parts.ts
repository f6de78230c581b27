import type postgres from "postgres";
import { ALL_PARTS, PARTS, type Parts } from "../../domain/events/parts.ts";
import type { Sql } from "../sql.ts";

/** Returns the part of an id, like `partOf`. */
function partNumber(sql: Sql, id: postgres.Fragment): postgres.Fragment {
  return sql`(get_byte(uuid_send(${id}), 15) % ${sql.unsafe(String(PARTS))})`;
}

/** Returns the set that holds only the part of an id, like `bitOf`. */
export function partBit(sql: Sql, id: postgres.Fragment): postgres.Fragment {
  return sql`(1::bigint << ${partNumber(sql, id)})`;
}

/** Whether the rows of this user are in one of several KV stores, as a condition. */
export function isInShard(
  sql: Sql,
  id: postgres.Fragment,
  shard: number,
  shards: number,
): postgres.Fragment {
  return shards === 1 ? sql`true` : sql`${partNumber(sql, id)} % ${shards} = ${shard}`;
}

/** Whether a part of the id is in this set, as a condition. */
export function isInParts(sql: Sql, id: postgres.Fragment, parts: Parts): postgres.Fragment {
  return parts === ALL_PARTS ? sql`true` : sql`${partBit(sql, id)} & ${String(parts)}::bigint <> 0`;
}
