import type postgres from "postgres";
import { deleteObjectsLater, deleteUploadsTwice } from "../outbox/storage_deletions.ts";
import type { Sql } from "../sql.ts";
import { UPLOAD_GRACE_SECONDS } from "./media.ts";

/** Deletes pictures, and lists their objects for deletion at once. Returns how many. */
export async function eraseMediaWhere(sql: Sql, which: postgres.Fragment): Promise<number> {
  const erased = await sql<{ uploadKey: string; keys: string[]; uploadSeconds: number }[]>`
    delete from media
    where ${which}
    returning upload_key, array(select object_keys(variants, files)) as keys,
      greatest(0, extract(epoch from
        upload_expires_at + ${UPLOAD_GRACE_SECONDS} * interval '1 second' - now()))::float
        as upload_seconds`;
  if (erased.length === 0) return 0;
  await deleteObjectsLater(sql, erased.flatMap(({ keys }) => keys), 0);
  await deleteUploadsTwice(sql, erased);
  return erased.length;
}
