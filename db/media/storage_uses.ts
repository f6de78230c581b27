import { UNFINISHED_UPLOAD_BYTES_MAX, UNFINISHED_UPLOADS_MAX } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { one, type Sql } from "../sql.ts";

/** What the pictures of a user take in storage, in bytes. */
export interface StorageUse {
  usedBytes: number;
  /** Uploads that were announced and are not complete. */
  unfinishedUploads: number;
  unfinishedBytes: number;
}

/** Returns what the pictures of a user take. A file that was given up counts while it may come. */
export async function findStorageUse(sql: Sql, ownerId: string): Promise<StorageUse> {
  return await one(sql<StorageUse[]>`
    select coalesce(s.used_bytes, 0)::float8 as used_bytes,
      (coalesce(s.pending_count, 0) + d.count)::int as unfinished_uploads,
      (coalesce(s.pending_bytes, 0) + d.bytes)::float8 as unfinished_bytes
    from (
      select count(*) as count, coalesce(sum(bytes), 0) as bytes from storage_deletions
      where owner_id = ${ownerId}
    ) as d left join storage_uses s on s.owner_id = ${ownerId}`);
}

/**
 * Fails where the pictures of a user and their unfinished uploads take more than they may. Asked in
 * the transaction that has added to them, it is exact: the row that it reads is locked by then.
 */
export function requireRoom(use: StorageUse, { quotaBytes, addedBytes = 0 }: Room): void {
  const { usedBytes, unfinishedUploads, unfinishedBytes } = use;
  if (quotaBytes > 0 && usedBytes + unfinishedBytes + addedBytes > quotaBytes) {
    throw new AppError("payload_too_large", "Your pictures would take more room than you have", {
      details: { usedBytes, quotaBytes },
    });
  }
  const isMany = unfinishedUploads > UNFINISHED_UPLOADS_MAX;
  // One file may be larger than that, where so large ones are taken.
  const isMuch = unfinishedBytes > UNFINISHED_UPLOAD_BYTES_MAX && unfinishedUploads > 1;
  if (isMany || isMuch) {
    throw new AppError("unprocessable", "Too many uploads are unfinished; complete some first", {
      details: { unfinishedUploads, unfinishedBytes },
    });
  }
}

/** What a user has room for; 0 is no quota. */
export interface Room {
  quotaBytes: number;
  /** What is to be added and not counted yet. */
  addedBytes?: number;
}
