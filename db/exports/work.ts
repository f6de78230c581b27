import type postgres from "postgres";
import type { UserId } from "../../domain/ids.ts";
import { EXPORT_HOURS } from "../../domain/limits.ts";
import type { Sql } from "../sql.ts";
import { type Leased, Leases, requireLease } from "../outbox/leases.ts";
import { deleteObjectsLater } from "../outbox/storage_deletions.ts";

/** The file of a failed attempt is deleted after this. */
const UNUSED_OBJECT_SECONDS = 86_400;

const leases = new Leases<ExportWork>({
  name: "exports",
  key: "id",
  isOpen: (sql) => sql`status = 'waiting'`,
});

/** An export that one worker makes, with the file and the upload of the attempt before. */
export interface ExportWork extends Leased {
  id: string;
  userId: UserId;
  attempts: number;
  objectKey: string | null;
  uploadId: string | null;
}

/** Takes the export that has waited longest, with a lease that no other worker has. */
export async function claimExport(sql: Sql): Promise<ExportWork | null> {
  const next = {
    where: isWanted(sql),
    orderBy: sql`id`,
    set: sql`attempts = attempts + 1`,
  };
  const [work] = await sql<ExportWork[]>`
    ${leases.claim(sql, next)}
    returning id, user_id, attempts, lease_id, object_key, upload_id`;
  return work ?? null;
}

/** The columns of {@link WaitingTimes} for the exports that wait. */
export function exportTimes(sql: Sql): postgres.Fragment {
  return leases.waitingTimes(sql, isWanted(sql));
}

const isWanted = (sql: Sql) =>
  sql`exists (select from users u where u.id = exports.user_id and u.deleted_at is null)`;

/** Records where an attempt writes its file. Before that, it lists the file for deletion. */
export async function beginAttempt(sql: Sql, work: ExportWork, key: string): Promise<void> {
  await deleteObjectsLater(sql, [key], UNUSED_OBJECT_SECONDS);
  requireLease(await leases.update(sql, work, sql`object_key = ${key}, upload_id = null`));
}

/** Records the upload of an attempt, so that it can be aborted after a crash. */
export async function recordUpload(sql: Sql, work: ExportWork, uploadId: string): Promise<void> {
  requireLease(await leases.update(sql, work, sql`upload_id = ${uploadId}`));
}

/** Renews the lease. Fails if another worker has the export, or if it is no longer wanted. */
export function holdExport(sql: Sql, work: ExportWork): Promise<void> {
  return leases.extend(sql, work);
}

/** Makes an export ready. Its file is deleted when it expires. */
export async function finishExport(
  sql: Sql,
  work: ExportWork,
  { key, bytes }: { key: string; bytes: number },
): Promise<void> {
  const set = sql`
    status = 'ready', bytes = ${bytes}, upload_id = null, ready_at = now(),
    expires_at = now() + ${EXPORT_HOURS} * interval '1 hour'`;
  requireLease(await leases.update(sql, work, set));
  await deleteObjectsLater(sql, [key], EXPORT_HOURS * 3600);
}

/** Puts an export back for another try. */
export function retryExport(sql: Sql, work: ExportWork, afterSeconds: number): Promise<void> {
  return leases.retry(sql, work, { afterSeconds, isCounted: true });
}

/** Marks an export as failed for good. The user may request another. */
export async function failExport(sql: Sql, work: ExportWork): Promise<void> {
  await leases.update(sql, work, sql`status = 'failed'`);
}
