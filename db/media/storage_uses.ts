import type { UserId } from "../../domain/ids.ts";
import { UNFINISHED_UPLOAD_BYTES_MAX, UNFINISHED_UPLOADS_MAX } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { one, type Sql } from "../sql.ts";

/** The storage that the pictures of a user take, in bytes. */
export interface StorageUse {
  usedBytes: number;
  /** The number of uploads that were announced and are not complete. */
  unfinishedUploads: number;
  unfinishedBytes: number;
}

/** Returns a user's storage use. An upload that was given up counts while it may still arrive. */
export async function findStorageUse(sql: Sql, ownerId: UserId): Promise<StorageUse> {
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
 * Fails if the pictures and unfinished uploads of a user take too much storage. It is exact in the
 * transaction that has added to them, because that has locked the row of the use.
 */
export function requireRoom(use: StorageUse, { quotaBytes, addedBytes = 0 }: Room): void {
  const { usedBytes, unfinishedUploads, unfinishedBytes } = use;
  if (quotaBytes > 0 && usedBytes + unfinishedBytes + addedBytes > quotaBytes) {
    throw new AppError("payload_too_large", "This upload would exceed your storage quota.", {
      details: { usedBytes, quotaBytes },
    });
  }
  const isMany = unfinishedUploads > UNFINISHED_UPLOADS_MAX;
  // A single file may exceed this, if the service accepts such files.
  const isMuch = unfinishedBytes > UNFINISHED_UPLOAD_BYTES_MAX && unfinishedUploads > 1;
  if (isMany || isMuch) {
    throw new AppError(
      "unprocessable",
      "You have too many unfinished uploads. Complete some of them first.",
      {
        details: { unfinishedUploads, unfinishedBytes },
      },
    );
  }
}

/** The quota of a user; 0 means none. */
export interface Room {
  quotaBytes: number;
  /** Bytes that will be added and are not counted yet. */
  addedBytes?: number;
}
