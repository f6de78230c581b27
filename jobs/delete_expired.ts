import { forgetEntries } from "../actors/inbox.ts";
import type { Context } from "../context.ts";
import {
  deleteExpiredRows,
  deleteExpiredSessions,
  deleteReadNotifications,
} from "../db/expired.ts";
import { deleteOldExports } from "../db/exports.ts";
import { deleteKeysOlderThan } from "../db/idempotency.ts";
import { deleteRunsOlderThan } from "../db/job_runs.ts";
import { deleteMailsOlderThan } from "../db/mails.ts";
import { deleteUndoneReposts } from "../db/reposts.ts";
import { deleteExpiredCodes, deleteOldBudgets } from "../db/security_codes.ts";
import { deleteEndedShareLinks } from "../db/share_links.ts";
import { DEVICE_KNOWN_DAYS, IDEMPOTENCY_HOURS, UNDONE_REPOST_HOURS } from "../domain/limits.ts";
import { inBatches } from "./batches.ts";
import type { Job } from "./job.ts";

const API_TOKENS = { table: "api_tokens", key: "id" };
const OAUTH_FLOWS = { table: "oauth_flows", key: "state_hash" };
const IDENTITY_PROOFS = { table: "identity_proofs", key: "hash" };
const READ_NOTIFICATIONS_KEPT_DAYS = 90;
const RUNS_KEPT_DAYS = 30;
// Their files are gone after a day; the rows say what was asked for.
const EXPORTS_KEPT_DAYS = 30;
const MAILS_KEPT_DAYS = 7;
const SHARE_LINKS_KEPT_DAYS = 30;

/** Deletes what has outlived its promise. */
export const deleteExpired: Job = {
  name: "delete_expired",
  schedule: "17 * * * *",
  run: async (ctx, signal) => ({
    keys: await inBatches(
      signal,
      (limit) => deleteKeysOlderThan(ctx.sql, IDEMPOTENCY_HOURS, limit),
    ),
    sessions: await inBatches(
      signal,
      (limit) => deleteExpiredSessions(ctx.sql, DEVICE_KNOWN_DAYS, limit),
    ),
    apiTokens: await inBatches(signal, (limit) => deleteExpiredRows(ctx.sql, API_TOKENS, limit)),
    notifications: await inBatches(signal, (limit) => deleteNotifications(ctx, limit)),
    exports: await inBatches(
      signal,
      (limit) => deleteOldExports(ctx.sql, EXPORTS_KEPT_DAYS, limit),
    ),
    shareLinks: await inBatches(
      signal,
      (limit) => deleteEndedShareLinks(ctx.sql, SHARE_LINKS_KEPT_DAYS, limit),
    ),
    oauthFlows: await inBatches(signal, (limit) => deleteExpiredRows(ctx.sql, OAUTH_FLOWS, limit)),
    identityProofs: await inBatches(
      signal,
      (limit) => deleteExpiredRows(ctx.sql, IDENTITY_PROOFS, limit),
    ),
    undoneReposts: await inBatches(
      signal,
      (limit) => deleteUndoneReposts(ctx.sql, UNDONE_REPOST_HOURS, limit),
    ),
    runs: await inBatches(signal, (limit) => deleteRunsOlderThan(ctx.sql, RUNS_KEPT_DAYS, limit)),
    mails: await inBatches(
      signal,
      (limit) => deleteMailsOlderThan(ctx.sql, MAILS_KEPT_DAYS, limit),
    ),
    codes: await inBatches(signal, (limit) => deleteExpiredCodes(ctx.sql, limit)),
    budgets: await inBatches(signal, (limit) => deleteOldBudgets(ctx.sql, limit)),
  }),
};

async function deleteNotifications({ sql, kv }: Context, limit: number): Promise<number> {
  const gone = await deleteReadNotifications(sql, READ_NOTIFICATIONS_KEPT_DAYS, limit);
  await forgetEntries(kv, gone);
  return gone.length;
}
