import type { Context } from "../../context/mod.ts";
import type { SpaceMembership } from "../../db/conversations/memberships.ts";
import type { SpaceCard } from "../../db/spaces/cards.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { ConversationId, SpaceId, UserId } from "../../domain/ids.ts";
import { findSeats } from "./access.ts";

/** A space that the viewer is in, and their place in it. */
export interface SpaceSeat {
  space: SpaceCard;
  viewer: Relations;
  membership: SpaceMembership;
}

/** Returns the viewer's places in those of these spaces that they are in. */
export async function findSpaceSeats(
  { cache }: Context,
  viewerId: UserId,
  ids: readonly SpaceId[],
): Promise<Map<SpaceId, SpaceSeat>> {
  if (ids.length === 0) return new Map();
  const [spaces, viewer, memberships] = await Promise.all([
    cache.spaces.getMany(ids),
    cache.relations.get(viewerId),
    cache.memberships.get(viewerId),
  ]);
  if (!viewer || !memberships) return new Map();
  return new Map(
    spaces.values().flatMap((space): [SpaceId, SpaceSeat][] => {
      const membership = memberships.spaces.get(space.id);
      const isIn = membership !== undefined && !space.isDeleted;
      return isIn ? [[space.id, { space, viewer, membership }]] : [];
    }),
  );
}

/** The topic of a conversation or a space. */
export type TalkTopic =
  | { kind: "conversation"; id: ConversationId }
  | { kind: "space"; id: SpaceId };

/** Whether a viewer may hear what happens on the topic of a conversation or a space. */
export async function mayListen(
  ctx: Context,
  viewerId: UserId,
  topic: TalkTopic,
): Promise<boolean> {
  return topic.kind === "conversation"
    ? (await findSeats(ctx, viewerId, [topic.id])).has(topic.id)
    : (await findSpaceSeats(ctx, viewerId, [topic.id])).has(topic.id);
}
