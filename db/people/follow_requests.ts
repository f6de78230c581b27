import type { UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import { insertFollows, lockPair } from "./follows.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** Accepts a follow request. Fails with `not_found` if there is none. */
export async function acceptRequest(tx: Tx, userId: UserId, requesterId: UserId): Promise<void> {
  await lockPair(tx.sql, userId, requesterId);
  await takeRequest(tx, userId, requesterId);
  await insertFollows(tx, [requesterId], userId, { isAccepted: true });
}

/** Rejects a follow request and notifies nobody. The person may ask again. */
export async function rejectRequest(tx: Tx, userId: UserId, requesterId: UserId): Promise<void> {
  await lockPair(tx.sql, userId, requesterId);
  await takeRequest(tx, userId, requesterId);
}

/** Withdraws a follow request of the user. Does nothing if there is none. */
export async function cancelRequest(tx: Tx, userId: UserId, targetId: UserId): Promise<void> {
  await lockPair(tx.sql, userId, targetId);
  const { count } = await tx.sql`
    delete from follow_requests where requester_id = ${userId} and target_id = ${targetId}`;
  if (count > 0) tx.record({ type: "follow_request.ended", requesterId: userId, targetId });
}

/** The ids of the people who ask to follow a user. */
export async function listRequesters(sql: Sql, userId: UserId): Promise<string[]> {
  const rows = await sql<{ requesterId: UserId }[]>`
    select requester_id from follow_requests where target_id = ${userId}`;
  return rows.map((row) => row.requesterId);
}

/** Accepts all follow requests to a user. */
export async function acceptAllRequests(tx: Tx, userId: UserId): Promise<void> {
  const requests = await tx.sql<{ requesterId: UserId }[]>`
    delete from follow_requests where target_id = ${userId} returning requester_id`;
  if (requests.length === 0) return;
  const requesterIds = requests.map((request) => request.requesterId);
  await tx.sql`
    select from users where id = any(${requesterIds}::uuid[]) order by id for no key update`;
  for (const requesterId of requesterIds) {
    tx.record({ type: "follow_request.ended", requesterId, targetId: userId });
  }
  await insertFollows(tx, requesterIds, userId, { isAccepted: true });
}

async function takeRequest({ sql, record }: Tx, targetId: UserId, requesterId: UserId) {
  const [request] = await sql`
    delete from follow_requests
    where requester_id = ${requesterId} and target_id = ${targetId}
    returning id`;
  must(request, "Follow request not found.");
  record({ type: "follow_request.ended", requesterId, targetId });
}
