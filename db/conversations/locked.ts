import {
  type ConversationKind,
  type History,
  isAtLeast,
  type Role,
} from "../../domain/conversations/conversations.ts";
import type { ConversationId, SpaceId, UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";

/** A conversation whose row is locked: nobody sends, joins or leaves meanwhile. */
export interface LockedConversation {
  id: ConversationId;
  kind: ConversationKind;
  spaceId: SpaceId | null;
  history: History;
  viewRole: Role;
  lastSeq: number;
  membersCount: number;
}

/** A locked conversation, and the role of one of its members. */
export interface OwnConversation extends LockedConversation {
  role: Role;
}

/** Locks a conversation that is not deleted, and returns it; null if there is none. */
export async function lockConversation(
  sql: Sql,
  id: ConversationId,
): Promise<LockedConversation | null> {
  const [conversation] = await sql<LockedConversation[]>`
    select id, kind, space_id, history, view_role, last_seq, members_count from conversations
    where id = ${id} and deleted_at is null
    for no key update`;
  return conversation ?? null;
}

/** Locks a conversation for one of its members. Fails with `not_found` for everybody else. */
export async function lockOwn(
  sql: Sql,
  id: ConversationId,
  userId: UserId,
): Promise<OwnConversation> {
  const conversation = must(await lockConversation(sql, id), NOT_FOUND);
  const role = must(await findRole(sql, conversation, userId), NOT_FOUND);
  if (!isAtLeast(role, conversation.viewRole)) throw new AppError("not_found", NOT_FOUND);
  return { ...conversation, role };
}

/** Locks a group for its owner. Fails with `forbidden` for other members. */
export async function lockOwnGroup(
  sql: Sql,
  id: ConversationId,
  userId: UserId,
): Promise<OwnConversation> {
  const group = await lockOwn(sql, id, userId);
  requireGroup(group);
  if (group.role !== "owner") {
    throw new AppError("forbidden", "Only the owner of a group may do this.");
  }
  return group;
}

/** Fails unless the conversation is a group. */
export function requireGroup({ kind }: Pick<LockedConversation, "kind">): void {
  if (kind === "group") return;
  throw new AppError("unprocessable", "This conversation is not a group.");
}

/** The message for a conversation that is missing or hidden. */
export const NOT_FOUND = "Conversation not found.";

/** Returns the role of a member. It cannot be lost while the row of the membership is locked. */
async function findRole(
  sql: Sql,
  { id, spaceId }: LockedConversation,
  userId: UserId,
): Promise<Role | null> {
  const [member] = spaceId === null
    ? await sql<{ role: Role }[]>`
      select role from conversation_members
      where conversation_id = ${id} and user_id = ${userId}
      for key share`
    : await sql<{ role: Role }[]>`
      select m.role from space_members m join spaces s on s.id = m.space_id
      where m.space_id = ${spaceId} and m.user_id = ${userId} and s.deleted_at is null
      for key share of m`;
  return member?.role ?? null;
}
