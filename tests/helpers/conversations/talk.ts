import { transact } from "../../../db/transact.ts";
import { dmPair, type Role } from "../../../domain/conversations/conversations.ts";
import { type ConversationId, newId, type SpaceId, type UserId } from "../../../domain/ids.ts";
import type { TestApp } from "../app/app.ts";
import { ok } from "../people/steps.ts";
import type { Person } from "../people/person.ts";

/** Somebody in a conversation or a space: a person, or only their id. */
type Somebody = Pick<Person, "id">;

/** Makes the DM of two people. Both have accepted it, unless it is a request. */
export async function makeDm(
  { ctx }: TestApp,
  from: Somebody,
  to: Somebody,
  { isRequest = false } = {},
): Promise<ConversationId> {
  const id = newId<"conversation">();
  const { low, high } = dmPair(from.id, to.id);
  const status = isRequest ? "request" : "accepted";
  await transact(ctx.db, async (tx) => {
    await tx.sql`
      insert into conversations (id, kind, dm_low, dm_high, members_count)
      values (${id}, 'dm', ${low}, ${high}, 2)`;
    await tx.sql`
      insert into conversation_members (conversation_id, user_id, status, id)
      values (${id}, ${from.id}, 'accepted', ${newId()}), (${id}, ${to.id}, ${status}, ${newId()})`;
    const memberIds = [from.id, to.id];
    tx.record({ type: "conversation.created", conversationId: id, memberIds, spaceId: null });
  });
  return id;
}

/** Makes a group. The first of its people owns it. */
export async function makeGroup(
  { ctx }: TestApp,
  ...people: readonly Somebody[]
): Promise<ConversationId> {
  const id = newId<"conversation">();
  const memberIds = people.map((person) => person.id);
  await transact(ctx.db, async (tx) => {
    await tx.sql`
      insert into conversations (id, kind, owner_id, name, members_count)
      values (${id}, 'group', ${memberIds[0]!}, 'Lake trip', ${memberIds.length})`;
    await tx.sql`
      insert into conversation_members (conversation_id, user_id, role, id)
      select ${id}, m.user_id, case m.n when 1 then 'owner' else 'member' end, gen_random_uuid()
      from unnest(${memberIds}::uuid[]) with ordinality as m (user_id, n)`;
    tx.record({ type: "conversation.created", conversationId: id, memberIds, spaceId: null });
  });
  return id;
}

/** Removes somebody from a group, as its owner does: the conversation is locked first. */
export async function removeFrom(
  { ctx }: TestApp,
  conversationId: ConversationId,
  { id: userId }: Somebody,
): Promise<number> {
  return await transact(ctx.db, async (tx) => {
    const [row] = await tx.sql<{ lastSeq: number }[]>`
      select last_seq from conversations where id = ${conversationId} for no key update`;
    await tx.sql`
      delete from conversation_members
      where conversation_id = ${conversationId} and user_id = ${userId}`;
    tx.record({
      type: "conversation.members_changed",
      conversationId,
      joinedIds: [],
      leftIds: [userId],
      how: "removed",
      afterSeq: row!.lastSeq,
    });
    return row!.lastSeq;
  });
}

/** Makes a space. The first of its people owns it, and the second one is a moderator. */
export async function makeSpace(
  { ctx }: TestApp,
  ...people: readonly Somebody[]
): Promise<SpaceId> {
  const id = newId<"space">();
  const userIds = people.map((person) => person.id);
  await transact(ctx.db, async (tx) => {
    await tx.sql`
      insert into spaces (id, name, members_count) values (${id}, 'Lakes', ${userIds.length})`;
    await tx.sql`
      insert into space_members (space_id, user_id, role, id)
      select ${id}, m.user_id,
        case m.n when 1 then 'owner' when 2 then 'moderator' else 'member' end, gen_random_uuid()
      from unnest(${userIds}::uuid[]) with ordinality as m (user_id, n)`;
    tx.record({
      type: "space.members_changed",
      spaceId: id,
      joinedIds: userIds,
      leftIds: [],
      how: "created",
      isTold: true,
    });
  });
  return id;
}

/** Makes a room of a space. */
export async function makeRoom(
  { ctx }: TestApp,
  spaceId: SpaceId,
  { name = "general", viewRole = "member", postRole = "member" }: {
    name?: string;
    viewRole?: Role;
    postRole?: Role;
  } = {},
): Promise<ConversationId> {
  const id = newId<"conversation">();
  await transact(ctx.db, async (tx) => {
    await tx.sql`
      insert into conversations (id, kind, space_id, name, history, view_role, post_role)
      values (${id}, 'room', ${spaceId}, ${name}, 'all', ${viewRole}, ${postRole})`;
    tx.record({ type: "conversation.created", conversationId: id, memberIds: [], spaceId });
  });
  return id;
}

let clientIds = 0;

/** Sends a message with this body; returns it. */
export async function say(
  person: Person,
  conversationId: ConversationId,
  body: string,
  more: Record<string, unknown> = {},
) {
  const message = { clientId: `c${++clientIds}`, body, ...more };
  const answer = await person.post(`/conversations/${conversationId}/messages`, message);
  return ok(answer, 201).data;
}

/** Registers people who only send by the writer: they have no password. */
export async function addPeople({ ctx }: TestApp, count: number): Promise<{ id: UserId }[]> {
  return await ctx.sql<{ id: UserId }[]>`
    insert into users (id, username, email, password_hash, full_name)
    select gen_random_uuid(), 'person_' || n, 'person' || n || '@example.com', 'none', 'Person ' || n
    from generate_series(1, ${count}::int) as n returning id`;
}
