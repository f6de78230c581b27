import { forgetEntries } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import {
  deleteExpiredRows,
  deleteExpiredSessions,
  deleteReadNotifications,
} from "../../db/operations/expired.ts";
import { deleteOldExports } from "../../db/exports/exports.ts";
import { deleteKeysOlderThan } from "../../db/operations/idempotency.ts";
import { deleteRunsOlderThan } from "../../db/operations/job_runs.ts";
import { deleteMailsOlderThan } from "../../db/outbox/mails.ts";
import { deleteUndoneReposts } from "../../db/engagement/reposts.ts";
import { deleteOldBudgets } from "../../db/accounts/code_budgets.ts";
import { deleteExpiredCodes } from "../../db/accounts/security_codes.ts";
import { deleteEndedShareLinks } from "../../db/sharing/share_links.ts";
import { DEVICE_KNOWN_DAYS, IDEMPOTENCY_HOURS, UNDONE_REPOST_HOURS } from "../../domain/limits.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";
import { inSteps } from "../runtime/steps.ts";

const API_TOKENS = { table: "api_tokens", key: "id" };
const OAUTH_FLOWS = { table: "oauth_flows", key: "state_hash" };
const IDENTITY_PROOFS = { table: "identity_proofs", key: "hash" };
const READ_NOTIFICATIONS_KEPT_DAYS = 90;
const RUNS_KEPT_DAYS = 30;
// The files are deleted after a day; the rows record the requests.
const EXPORTS_KEPT_DAYS = 30;
const MAILS_KEPT_DAYS = 7;
const SHARE_LINKS_KEPT_DAYS = 30;

/** The deletions, by the name of their count. */
const EXPIRED: Record<string, (ctx: Context, limit: number) => Promise<number>> = {
  keys: ({ sql }, limit) => deleteKeysOlderThan(sql, IDEMPOTENCY_HOURS, limit),
  sessions: ({ sql }, limit) => deleteExpiredSessions(sql, DEVICE_KNOWN_DAYS, limit),
  apiTokens: ({ sql }, limit) => deleteExpiredRows(sql, API_TOKENS, limit),
  notifications: deleteNotifications,
  exports: ({ sql }, limit) => deleteOldExports(sql, EXPORTS_KEPT_DAYS, limit),
  shareLinks: ({ sql }, limit) => deleteEndedShareLinks(sql, SHARE_LINKS_KEPT_DAYS, limit),
  oauthFlows: ({ sql }, limit) => deleteExpiredRows(sql, OAUTH_FLOWS, limit),
  identityProofs: ({ sql }, limit) => deleteExpiredRows(sql, IDENTITY_PROOFS, limit),
  undoneReposts: ({ sql }, limit) => deleteUndoneReposts(sql, UNDONE_REPOST_HOURS, limit),
  runs: ({ sql }, limit) => deleteRunsOlderThan(sql, RUNS_KEPT_DAYS, limit),
  mails: ({ sql }, limit) => deleteMailsOlderThan(sql, MAILS_KEPT_DAYS, limit),
  codes: ({ sql }, limit) => deleteExpiredCodes(sql, limit),
  budgets: ({ sql }, limit) => deleteOldBudgets(sql, limit),
};

/** Deletes rows that have expired. */
export const deleteExpired: Job = {
  name: "delete_expired",
  summary: "Deletes sessions, codes, tokens and other rows that have expired",
  schedule: "17 * * * *",
  run: (ctx, signal) =>
    inSteps(
      ...Object.entries(EXPIRED).map(([name, some]) => async () => ({
        [name]: await inBatches(signal, (limit) => some(ctx, limit)),
      })),
    ),
};

async function deleteNotifications({ sql, kv }: Context, limit: number): Promise<number> {
  const gone = await deleteReadNotifications(sql, READ_NOTIFICATIONS_KEPT_DAYS, limit);
  await forgetEntries(kv, gone);
  return gone.length;
}
