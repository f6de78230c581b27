import type { Context } from "../../context/mod.ts";
import { findConversationDrift } from "../../db/operations/conversation_drift.ts";
import { findCommentDrift } from "../../db/operations/comment_drift.ts";
import {
  findPostDrift,
  findUserDrift,
  listIdsAfter,
  sampleIds,
  type WalkedTable,
} from "../../db/operations/drift.ts";
import { listParkedEvents } from "../../db/outbox/failed_events.ts";
import { findSpaceDrift } from "../../db/operations/space_drift.ts";
import { findStrayLikes } from "../../db/operations/like_drift.ts";
import {
  FIRST_ID,
  type MediaId,
  type PostId,
  type SpaceId,
  type UserId,
} from "../../domain/ids.ts";
import { DRIFTS_NAMED_MAX } from "../../domain/limits.ts";
import { checkFeeds } from "./feeds.ts";
import { checkObjects, checkReferences } from "./objects.ts";
import { type CheckScope, DriftReport } from "./report.ts";
import { checkUnread } from "./unread.ts";

// Batches are small, so that no statement takes long and no check delays deliveries.
const BATCH = 50;
const SAMPLED = 150;

/** Compares stored counts, rows and references with the real ones. Throws if the signal aborts. */
export async function checkInvariants(
  ctx: Context,
  scope: CheckScope,
  signal: AbortSignal,
): Promise<DriftReport> {
  const report = new DriftReport();
  for await (const ids of batches(ctx, "users", scope)) {
    signal.throwIfAborted();
    report.checked.users += ids.length;
    report.add(await findUserDrift(ctx.sql, ids));
    report.add(await findStrayLikes(ctx.sql, { userIds: ids as UserId[] }));
    await checkUnread(ctx, ids as UserId[], report);
    await checkFeeds(ctx, ids as UserId[], report);
  }
  for await (const ids of batches(ctx, "posts", scope)) {
    signal.throwIfAborted();
    report.checked.posts += ids.length;
    report.add(await findPostDrift(ctx.sql, ids));
    report.add(await findCommentDrift(ctx.sql, ids as PostId[]));
    report.add(await findStrayLikes(ctx.sql, { postIds: ids as PostId[] }));
  }
  for await (const ids of batches(ctx, "conversations", scope)) {
    signal.throwIfAborted();
    report.checked.conversations += ids.length;
    report.add(await findConversationDrift(ctx.sql, ids));
  }
  for await (const ids of batches(ctx, "media", scope)) {
    signal.throwIfAborted();
    await checkReferences(ctx, ids as MediaId[], report);
  }
  for await (const ids of batches(ctx, "spaces", scope)) {
    signal.throwIfAborted();
    report.checked.spaces += ids.length;
    report.add(await findSpaceDrift(ctx.sql, ids as SpaceId[]));
  }
  await checkObjects(ctx, scope, signal, report);
  for (const { id, type, error } of await listParkedEvents(ctx.sql, DRIFTS_NAMED_MAX)) {
    report.add([{ what: "event.parked", id, kept: `${type}: ${error}`, real: null }]);
  }
  return report;
}

async function* batches({ sql }: Context, table: WalkedTable, scope: CheckScope) {
  if (scope === "sample") {
    const ids = await sampleIds(sql, table, SAMPLED);
    for (let from = 0; from < ids.length; from += BATCH) yield ids.slice(from, from + BATCH);
    return;
  }
  let after = FIRST_ID;
  while (true) {
    const ids = await listIdsAfter(sql, table, after, BATCH);
    if (ids.length > 0) yield ids;
    if (ids.length < BATCH) return;
    after = ids.at(-1)!;
  }
}
