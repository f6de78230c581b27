import { EXPORT_HOURS } from "../../domain/limits.ts";
import type { Sql } from "../sql.ts";
import { deleteObjectsLater } from "../outbox/storage_deletions.ts";

/** A worker that lives renews its lease; one that died is taken over after this. */
export const EXPORT_LEASE_SECONDS = 60;
/** The file of an attempt that came to nothing is deleted after this. */
const UNUSED_OBJECT_SECONDS = 86_400;

/** An export that one worker makes, and the attempt before. */
export interface ExportWork {
  id: string;
  userId: string;
  attempts: number;
  objectKey: string | null;
  uploadId: string | null;
}

/** Takes the export that has waited longest, with a lease that no other worker has. */
export async function claimExport(sql: Sql): Promise<ExportWork | null> {
  const [work] = await sql<ExportWork[]>`
    update exports
    set attempts = attempts + 1,
      leased_until = now() + ${EXPORT_LEASE_SECONDS} * interval '1 second'
    where id = (
      select e.id from exports e join users u on u.id = e.user_id
      where e.status = 'waiting' and e.leased_until <= now() and u.deleted_at is null
      order by e.id limit 1
      for update of e skip locked
    )
    returning id, user_id, attempts, object_key, upload_id`;
  return work ?? null;
}

/** Where an attempt will lie: listed for deletion before anything is written, and for good. */
export async function beginAttempt(sql: Sql, work: ExportWork, key: string): Promise<void> {
  await deleteObjectsLater(sql, [key], UNUSED_OBJECT_SECONDS);
  const { count } = await sql`
    update exports set object_key = ${key}, upload_id = null where ${isHeld(sql, work)}`;
  requireHeld(count);
}

/** Records the upload of an attempt, so that it can be given up after a crash. */
export async function noteUpload(sql: Sql, work: ExportWork, uploadId: string): Promise<void> {
  const { count } = await sql`
    update exports set upload_id = ${uploadId} where ${isHeld(sql, work)}`;
  requireHeld(count);
}

/** Prolongs the lease. Fails if another worker has the export, or nobody wants it any more. */
export async function holdExport(sql: Sql, work: ExportWork): Promise<void> {
  const { count } = await sql`
    update exports set leased_until = now() + ${EXPORT_LEASE_SECONDS} * interval '1 second'
    where ${isHeld(sql, work)}`;
  requireHeld(count);
}

/** Makes an export ready; its file is deleted when its time is over. */
export async function finishExport(sql: Sql, work: ExportWork, bytes: number): Promise<void> {
  const [row] = await sql<{ key: string }[]>`
    update exports
    set status = 'ready', bytes = ${bytes}, upload_id = null, ready_at = now(),
      expires_at = now() + ${EXPORT_HOURS} * interval '1 hour'
    where ${isHeld(sql, work)}
    returning object_key as key`;
  requireHeld(row);
  await deleteObjectsLater(sql, [row.key], EXPORT_HOURS * 3600);
}

/** Puts an export back for another try. */
export async function retryExport(sql: Sql, work: ExportWork, afterSeconds: number): Promise<void> {
  await sql`
    update exports set leased_until = now() + ${afterSeconds} * interval '1 second'
    where ${isHeld(sql, work)}`;
}

/** Gives an export up for good; the user may ask for another. */
export async function failExport(sql: Sql, work: ExportWork): Promise<void> {
  await sql`update exports set status = 'failed' where ${isHeld(sql, work)}`;
}

// The number of the attempt tells two workers apart whose leases follow each other.
function isHeld(sql: Sql, { id, attempts }: ExportWork) {
  return sql`(id = ${id} and attempts = ${attempts} and status = 'waiting')`;
}

/** Another worker has taken the export over, or its user is gone. */
export class ExportLost extends Error {
  override readonly name = "ExportLost";
}

function requireHeld(held: unknown): asserts held {
  if (!held) throw new ExportLost("Somebody else has this export");
}
