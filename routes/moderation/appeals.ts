import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { insertAppeal, resolveAppeal } from "../../db/moderation/appeal.ts";
import { listAppeals, listOwnAppeals } from "../../db/moderation/appeals.ts";
import { logLooks } from "../../db/moderation/actions.ts";
import type { Tx } from "../../db/transact.ts";
import { APPEAL_STATUSES, type AppealStatus } from "../../domain/moderation/moderation.ts";
import type { Api } from "../http/api.ts";
import { idInput } from "../http/fields.ts";
import { moderationText, verdictOf } from "./input.ts";
import { pageQuery } from "../http/paging.ts";
import { appealSchema, appealView, listedAppealSchema, queuedAppealView } from "./appeal_view.ts";
import { snapshotViews } from "./snapshot_view.ts";
import { idParams } from "../http/values.ts";

const newAppeal = z.strictObject({ actionId: idInput, message: moderationText });
const listQuery = pageQuery.extend({
  status: z.enum(APPEAL_STATUSES).optional(),
  /** Lists a moderator's own appeals instead of the queue. */
  mine: z.enum(["true", "false"]).default("false"),
});
const decision = z.strictObject({ accept: z.boolean(), note: moderationText.optional() });

/**
 * Appeals against actions of moderators. Suspended users may also appeal and see their own appeals.
 */
export function appealRoutes(api: Api): void {
  api.post("/moderation/appeals", {
    summary: "Appeal against a moderation action, once",
    admitsSuspended: true,
    body: newAppeal,
    response: appealSchema,
    status: 201,
    errors: ["not_found", "conflict"],
    run: async ({ viewerId, body, write }) =>
      await write(async (tx) => appealView(await insertAppeal(tx, viewerId, body))),
  });

  api.list("/moderation/appeals", {
    summary: "List my appeals, newest first; moderators get the queue, oldest open appeal first",
    admitsSuspended: true,
    considers: ["appeals.resolve"],
    query: listQuery,
    name: "appeals",
    item: listedAppealSchema,
    of: ({ query, granted }) =>
      query.mine === "false" && granted.has("appeals.resolve") ? "queue" : "own",
    scope: ({ viewerId, query: { status }, of }) =>
      of === "queue" ? `queue of appeals ${status ?? "open"}` : `appeals of ${viewerId} ${status}`,
    async find({ ctx, viewerId, query: { status }, of, write }, place, limit) {
      if (of === "queue") {
        return await write((tx) => readQueue(ctx, tx, viewerId, { status, after: place, limit }));
      }
      const page = await listOwnAppeals(ctx.sql, viewerId, status, place, limit);
      return { ...page, items: page.items.map(appealView) };
    },
    view: (appeals) => appeals,
  });

  api.post("/moderation/appeals/:id/resolve", {
    summary: "Resolve an appeal; accepting it reverses the action",
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

/** The reasons of decisions for which the moderator gave none. */
const DECIDED = { yes: "You are right", no: "The decision stands" };

/** Returns a page of the queue. Each look at something private is logged. */
async function readQueue(
  ctx: Context,
  { sql }: Tx,
  moderatorId: UserId,
  { status = "open", after, limit }: {
    status: AppealStatus | undefined;
    after: string | null;
    limit: number;
  },
) {
  const page = await listAppeals(sql, moderatorId, status, after, limit);
  const looked = page.items.filter((one) => one.isPrivate && one.reportId !== null);
  await logLooks(sql, {
    actorId: moderatorId,
    reason: "Reviews appeals",
    reportIds: looked.map((one) => one.reportId!),
    appealIds: looked.map((one) => one.id),
  });
  const contents = await snapshotViews(ctx, sql, moderatorId, page.items);
  const items = page.items.map((appeal, index) =>
    queuedAppealView(appeal, contents[index] ?? null)
  );
  return { ...page, items };
}
