import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { insertAppeal, resolveAppeal } from "../../db/moderation/appeal.ts";
import { listAppeals, listOwnAppeals } from "../../db/moderation/appeals.ts";
import { logLooks } from "../../db/moderation/actions.ts";
import type { Tx } from "../../db/transact.ts";
import { APPEAL_STATUSES, type AppealStatus } from "../../domain/moderation/moderation.ts";
import type { Api } from "../http/api.ts";
import { idInput } from "../http/fields.ts";
import { moderationText, verdictOf } from "./input.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { appealSchema, appealView, listedAppealSchema, queuedAppealView } from "./appeal_view.ts";
import { snapshotViews } from "./snapshot_view.ts";
import { idParams } from "../http/values.ts";

const newAppeal = z.strictObject({ actionId: idInput, message: moderationText });
const listQuery = pageQuery.extend({
  status: z.enum(APPEAL_STATUSES).optional(),
  /** A moderator's own appeals instead of the queue. */
  mine: z.enum(["true", "false"]).default("false"),
});
const decision = z.strictObject({ accept: z.boolean(), note: moderationText.optional() });

/** Appeals against what moderators did. Also suspended people make them and see their own. */
export function appealRoutes(api: Api): void {
  api.post("/moderation/appeals", {
    summary: "Appeal, once, against what moderators did to me",
    admitsSuspended: true,
    body: newAppeal,
    response: appealSchema,
    status: 201,
    errors: ["not_found", "conflict"],
    run: async ({ viewerId, body, write }) =>
      await write(async (tx) => appealView(await insertAppeal(tx, viewerId, body))),
  });

  api.get("/moderation/appeals", {
    summary: "My appeals, newest first; for moderators the queue, oldest open first",
    admitsSuspended: true,
    considers: ["appeals.resolve"],
    query: listQuery,
    response: z.object({ appeals: z.array(listedAppealSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, granted, query, write }) {
      if (query.mine === "false" && granted.has("appeals.resolve")) {
        return await write((tx) => readQueue(ctx, tx, viewerId, query));
      }
      const { status, limit } = query;
      const scope = `appeals of ${viewerId} ${status}`;
      const before = placeOf(ctx, scope, query.cursor);
      const page = await listOwnAppeals(ctx.sql, viewerId, status, before, limit);
      const pagination = paginationOf(ctx, scope, page.next);
      return { appeals: page.items.map(appealView), pagination };
    },
  });

  api.post("/moderation/appeals/:id/resolve", {
    summary: "Decide about an appeal; accepting it undoes what it is against",
    permission: "appeals.resolve",
    considers: ["moderators.overrule"],
    params: idParams,
    body: decision,
    response: appealSchema,
    errors: ["forbidden", "not_found", "conflict"],
    async run({ ctx, viewerId, granted, params, body, write }) {
      const verdict = verdictOf({ ctx, viewerId, granted }, {
        reason: body.note ?? DECIDED[body.accept ? "yes" : "no"],
      });
      return await write(async (tx) =>
        appealView(await resolveAppeal(tx, verdict, params.id, body.accept))
      );
    },
  });
}

/** What stands where a moderator gave no reason. */
const DECIDED = { yes: "You are right", no: "The decision stands" };

/** A page of the queue. Each look at what is not for everybody is noted. */
async function readQueue(
  ctx: Context,
  { sql }: Tx,
  moderatorId: string,
  query: { status?: AppealStatus | undefined; limit: number; cursor?: string | undefined },
) {
  const { status = "open", limit } = query;
  const scope = `queue of appeals ${status}`;
  const after = placeOf(ctx, scope, query.cursor);
  const page = await listAppeals(sql, moderatorId, status, after, limit);
  const looked = page.items.filter((one) => one.isPrivate && one.reportId !== null);
  await logLooks(sql, {
    actorId: moderatorId,
    reason: "Reviews appeals",
    reportIds: looked.map((one) => one.reportId!),
    appealIds: looked.map((one) => one.id),
  });
  const contents = await snapshotViews(ctx, sql, moderatorId, page.items);
  return {
    appeals: page.items.map((appeal, index) => queuedAppealView(appeal, contents[index] ?? null)),
    pagination: paginationOf(ctx, scope, page.next),
  };
}
