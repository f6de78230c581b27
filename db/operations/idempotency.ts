import { AppError } from "../../lib/errors.ts";
import { seal, sha256, unseal } from "../../lib/security/sealed.ts";
import type { Sql } from "../sql.ts";

/** A request that its client may repeat: its caller, its key, and a hash of its content. */
export interface RepeatableRequest {
  /** The viewer's id, or the route for a caller without an account. */
  scope: string;
  key: string;
  fingerprint: Uint8Array;
  /** Seals the stored response, which may contain tokens. */
  sealKey: Uint8Array<ArrayBuffer>;
}

/** The response to the first request. */
export interface StoredResponse {
  status: number;
  body: string;
}

/** The response to the first request, and the number of a transaction that ended after it. */
export interface FirstResponse {
  response: StoredResponse;
  xid: number;
}

/**
 * Claims a key for this transaction. Returns the first response if the key was used before for the
 * same request. A concurrent repeat waits here until the first request has committed.
 */
export async function claimKey(
  sql: Sql,
  request: RepeatableRequest,
): Promise<FirstResponse | null> {
  const { scope, key, fingerprint, sealKey } = request;
  const keyHash = sha256(key);
  const { count } = await sql`
    insert into idempotency_keys (scope, key_hash, fingerprint)
    values (${scope}, ${keyHash}, ${fingerprint})
    on conflict do nothing`;
  if (count === 1) return null;
  const [stored] = await sql<StoredRow[]>`
    select fingerprint, status, answer, pg_current_xact_id()::text as xid from idempotency_keys
    where scope = ${scope} and key_hash = ${keyHash}`;
  if (!stored || !sameBytes(stored.fingerprint, fingerprint)) {
    throw new AppError(
      "idempotency_key_reused",
      "This Idempotency-Key was used for another request. Use a new key.",
    );
  }
  const body = await unseal(sealKey, key, stored.answer);
  return { response: { status: stored.status, body }, xid: Number(stored.xid) };
}

interface StoredRow {
  fingerprint: Uint8Array;
  status: number;
  answer: Uint8Array;
  xid: string;
}

/** Stores the response under its key, in the transaction of the write. */
export async function storeResponse(
  sql: Sql,
  { scope, key, sealKey }: RepeatableRequest,
  answer: StoredResponse,
): Promise<void> {
  await sql`
    update idempotency_keys
    set status = ${answer.status}, answer = ${await seal(sealKey, key, answer.body)}
    where scope = ${scope} and key_hash = ${sha256(key)}`;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
