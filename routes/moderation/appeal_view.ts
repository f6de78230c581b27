import { z } from "zod";
import type { Appeal } from "../../db/moderation/appeals.ts";
import { APPEAL_STATUSES, MODERATION_ACTIONS } from "../../domain/moderation/moderation.ts";
import { subjectSchema } from "./action_view.ts";
import { snapshotSchema, type SnapshotView } from "./snapshot_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** An appeal as the user who made it sees it. */
export const appealSchema = z.object({
  appealId: idSchema,
  actionId: idSchema,
  action: z.enum(MODERATION_ACTIONS),
  subject: subjectSchema,
  reason: z.string(),
  message: z.string(),
  status: z.enum(APPEAL_STATUSES),
  note: z.string().nullable(),
  createdAt: timeSchema,
  resolvedAt: timeSchema.nullable(),
}).meta({ id: "Appeal" });

/** An appeal in a list. Only moderators get the additional fields. */
export const listedAppealSchema = appealSchema.extend({
  userId: idSchema.optional(),
  actorId: idSchema.optional(),
  content: snapshotSchema.nullable().optional(),
}).meta({ id: "ListedAppeal" });

/** Returns an appeal as the user who made it sees it. */
export function appealView(appeal: Appeal): z.input<typeof appealSchema> {
  return {
    appealId: appeal.id,
    actionId: appeal.actionId,
    action: appeal.action,
    subject: { type: appeal.subjectType, id: appeal.subjectId },
    reason: appeal.reason,
    message: appeal.message,
    status: appeal.status,
    note: appeal.answer,
    createdAt: appeal.createdAt.toISOString(),
    resolvedAt: appeal.resolvedAt?.toISOString() ?? null,
  };
}

/** Returns an appeal as moderators see it. */
export function queuedAppealView(
  appeal: Appeal,
  content: SnapshotView | null,
): z.input<typeof listedAppealSchema> {
  const { personId: userId, actorId } = appeal;
  return { ...appealView(appeal), userId, actorId, content };
}
