import type { TestApp } from "../app/app.ts";
import { ok } from "../people/steps.ts";
import type { Person } from "../people/person.ts";

/** Opens the conversation of two people, and returns its id. */
export async function openDm(person: Person, other: Person): Promise<string> {
  const answer = await person.post("/conversations", { type: "dm", userId: other.id });
  return (answer.status === 200 ? answer : ok(answer, 201)).data.conversationId;
}

/** Creates a group of a person and others, and returns its id. */
export async function makeGroup(
  owner: Person,
  others: readonly Person[],
  fields: Record<string, unknown> = {},
): Promise<string> {
  const userIds = others.map(({ id }) => id);
  const group = { type: "group", name: "Lakes", userIds, ...fields };
  return ok(await owner.post("/conversations", group), 201).data.conversationId;
}

/** Returns the names of the members whom a person sees, in the order of joining, with their roles. */
export async function membersSeenBy(person: Person, id: string): Promise<string[]> {
  const { data } = ok(await person.get(`/conversations/${id}/members?limit=50`), 200);
  return data.members.map(({ username, role }: { username: string; role: string }) =>
    role === "member" ? username : `${username} (${role})`
  );
}

/** Fails to return unless the keys of every group fit: one owner, and a true count of members. */
export async function brokenGroups({ ctx: { sql } }: TestApp): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select c.id from conversations c
    where c.kind = 'group' and c.deleted_at is null and (
      c.members_count <> (
        select count(*) from conversation_members m where m.conversation_id = c.id)
      or array[c.owner_id] is distinct from array(
        select m.user_id from conversation_members m
        where m.conversation_id = c.id and m.role = 'owner'))`;
  return rows.map(({ id }) => id);
}
