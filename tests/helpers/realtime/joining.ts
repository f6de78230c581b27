import type { Tx } from "../../../db/transact.ts";
import type { MembershipChange } from "../../../domain/conversations/conversations.ts";
import { type ConversationId, newId, type SpaceId } from "../../../domain/ids.ts";
import type { Person } from "../people/person.ts";
import { idOf, type Place, write, type Writer } from "./talk.ts";

/** Lets somebody join a group after its last message. */
export async function join(app: Writer, { conversationId }: Place, person: Person): Promise<void> {
  await change(app, conversationId, { joined: [person], left: [], how: "added" }, async (sql) => {
    await sql`
      insert into conversation_members (conversation_id, user_id, floor_seq, id)
      select id, ${idOf(person)}, last_seq, ${newId()} from conversations
      where id = ${conversationId}`;
  });
}

/** Removes somebody from a group. */
export async function remove(
  app: Writer,
  { conversationId }: Place,
  person: Person,
  how: MembershipChange = "removed",
): Promise<void> {
  await change(app, conversationId, { joined: [], left: [person], how }, async (sql) => {
    await sql`
      delete from conversation_members
      where conversation_id = ${conversationId} and user_id = ${idOf(person)}`;
  });
}

async function change(
  app: Writer,
  conversationId: ConversationId,
  { joined, left, how }: { joined: Person[]; left: Person[]; how: MembershipChange },
  run: (sql: Tx["sql"]) => Promise<void>,
): Promise<void> {
  await write(app, async ({ sql, record }) => {
    const [head] = await sql<{ lastSeq: number }[]>`
      select last_seq from conversations where id = ${conversationId} for update`;
    await run(sql);
    record({
      type: "conversation.members_changed",
      conversationId,
      joinedIds: joined.map(idOf),
      leftIds: left.map(idOf),
      how,
      afterSeq: head!.lastSeq,
    });
  });
}

/** Removes somebody from a space. */
export async function ban(app: Writer, spaceId: SpaceId, person: Person): Promise<void> {
  await write(app, async ({ sql, record }) => {
    await sql`
      delete from space_members where space_id = ${spaceId} and user_id = ${idOf(person)}`;
    record({
      type: "space.members_changed",
      spaceId,
      joinedIds: [],
      leftIds: [idOf(person)],
      how: "banned",
      isTold: true,
    });
  });
}
