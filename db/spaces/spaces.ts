import { type MediaId, newId, type SpaceId, type UserId } from "../../domain/ids.ts";
import { requireGroupPicture } from "../conversations/pictures.ts";
import { endSpace } from "./ending.ts";
import type { Tx } from "../transact.ts";
import { lockOwnSpace, requireFreePlace } from "./lock.ts";

/** The fields of a space that its owner sets. */
export interface NewSpace {
  name: string;
  description: string | null;
  avatarMediaId: MediaId | null;
  isPublic: boolean;
}

/** Creates a space with its owner as the only member; returns its id. */
export async function insertSpace(
  { sql, record }: Tx,
  ownerId: UserId,
  { name, description, avatarMediaId, isPublic }: NewSpace,
): Promise<SpaceId> {
  await requireFreePlace(sql, ownerId);
  if (avatarMediaId !== null) await requireGroupPicture(sql, ownerId, avatarMediaId);
  const id = newId<"space">();
  await sql`
    insert into spaces (id, name, description, avatar_media_id, is_public, members_count)
    values (${id}, ${name}, ${description}, ${avatarMediaId}, ${isPublic}, 1)`;
  await sql`
    insert into space_members (id, space_id, user_id, role)
    values (${newId()}, ${id}, ${ownerId}, 'owner')`;
  record({
    type: "space.members_changed",
    spaceId: id,
    joinedIds: [ownerId],
    leftIds: [],
    how: "created",
    isTold: true,
  });
  return id;
}

/** A change of a space. Omitted fields stay the same. */
export type SpaceChange = { [K in keyof NewSpace]?: NewSpace[K] | undefined };

/** Changes a space for its owner. */
export async function updateSpace(
  { sql, record }: Tx,
  viewerId: UserId,
  id: SpaceId,
  change: SpaceChange,
): Promise<void> {
  await lockOwnSpace(sql, id, viewerId, "owner");
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  if (change.avatarMediaId) await requireGroupPicture(sql, viewerId, change.avatarMediaId);
  await sql`
    update spaces set ${sql(Object.fromEntries(given))}, rev = rev + 1 where id = ${id}`;
  record({ type: "space.updated", spaceId: id });
}

/** Deletes a space for its owner, with its rooms, posts and invitations. */
export async function deleteSpace(tx: Tx, viewerId: UserId, id: SpaceId): Promise<void> {
  await endSpace(tx, await lockOwnSpace(tx.sql, id, viewerId, "owner"));
}
