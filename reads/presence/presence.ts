import type { Context } from "../../context/mod.ts";
import { listSeen } from "../../db/presence/seen.ts";
import type { UserId } from "../../domain/ids.ts";
import type { Presence } from "../../domain/presence/presence.ts";

/** Returns the presence of those of these people who show it to the viewer. */
export async function listPresence(
  ctx: Context,
  viewerId: UserId,
  userIds: readonly UserId[],
): Promise<Presence[]> {
  const [seen] = await Promise.all([
    listSeen(ctx.sql, viewerId, userIds),
    ctx.presence.current(),
  ]);
  return seen.map(({ userId, lastSeenAt }) =>
    ctx.presence.of(userId, lastSeenAt?.getTime() ?? null)
  );
}
