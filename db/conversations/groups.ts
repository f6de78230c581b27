import type { History } from "../../domain/conversations/conversations.ts";
import { isAtLeast } from "../../domain/conversations/conversations.ts";
import { type ConversationId, type MediaId, newId, type UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { requireGroupPicture } from "./pictures.ts";
import { violates } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { admit } from "./admission.ts";
import { insertMembers, requireSize } from "./joining.ts";
import { lockOwn } from "./locked.ts";
import { dropOldRequests } from "./requests.ts";

/** A new group. */
export interface NewGroup {
  name: string;
  /** The people whom the owner brings into it. */
  userIds: readonly UserId[];
  history: History;
  avatarMediaId: MediaId | null;
}

/** Creates a group and returns its id. Strangers get it as a request. */
export async function createGroup(
  tx: Tx,
  ownerId: UserId,
  { name, userIds, history, avatarMediaId }: NewGroup,
): Promise<ConversationId> {
  const { sql, record } = tx;
  const others = [...new Set(userIds)].filter((userId) => userId !== ownerId);
  if (others.length === 0) {
    throw new AppError("unprocessable", "A group needs somebody beside you.");
  }
  requireSize(others.length + 1);
  const id = newId<"conversation">();
  const newcomers = await admit(sql, ownerId, others, "groups");
  await dropOldRequests(tx, newcomers.filter(({ isAcquainted }) => !isAcquainted));
  if (avatarMediaId !== null) await requireGroupPicture(sql, ownerId, avatarMediaId);
  await sql`
    insert into conversations
      (id, kind, owner_id, name, history, avatar_media_id, members_count)
    values (${id}, 'group', ${ownerId}, ${name}, ${history}, ${avatarMediaId},
      ${others.length + 1})`;
  await insertMembers(sql, id, {
    members: [
      { userId: ownerId, role: "owner", isRequest: false },
      ...newcomers.map(({ userId, isAcquainted }) => ({
        userId,
        role: "member" as const,
        isRequest: !isAcquainted,
      })),
    ],
    addedBy: ownerId,
    floorSeq: 0,
  });
  record({
    type: "conversation.created",
    conversationId: id,
    memberIds: [ownerId, ...others],
    spaceId: null,
    addedBy: ownerId,
  });
  return id;
}

/** A change of a group or a room. Omitted fields stay the same. */
export interface ConversationChange {
  name?: string | undefined;
  topic?: string | null | undefined;
  avatarMediaId?: MediaId | null | undefined;
  /** The messages that later members see. */
  history?: History | undefined;
  retentionDays?: number | null | undefined;
}

/** Changes a group as its owner, or a room as a moderator of its space. */
export async function updateConversation(
  tx: Tx,
  userId: UserId,
  id: ConversationId,
  change: ConversationChange,
): Promise<void> {
  const { sql, record } = tx;
  const { kind, role, spaceId } = await lockOwn(sql, id, userId);
  if (kind === "dm") {
    throw new AppError("unprocessable", "A conversation of two people has nothing to change.");
  }
  if (!isAtLeast(role, kind === "group" ? "owner" : "moderator")) {
    throw new AppError("forbidden", "You may not change this conversation.");
  }
  if (change.avatarMediaId) await requireGroupPicture(sql, userId, change.avatarMediaId);
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  try {
    await sql`
      update conversations set ${sql(Object.fromEntries(given))}, rev = rev + 1
      where id = ${id}`;
  } catch (cause) {
    if (!violates(cause, "conversations_room_name")) throw cause;
    throw new AppError("conflict", "A room of this space has this name.", { cause });
  }
  record({ type: "conversation.updated", conversationId: id, spaceId });
}
