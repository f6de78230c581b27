import { assertEquals } from "@std/assert";
import { ok } from "../people/steps.ts";
import type { Person } from "../people/person.ts";
import { makeGroup, openDm } from "./conversations.ts";
import type { TestApp } from "../app/app.ts";

type Trio = Record<"ada" | "bob" | "cyd", Person>;

/** The conversations of a person in `liveALife`. */
export interface TalkOfALife {
  dm: string;
  /** The person owns it. */
  group: string;
  /** Nobody else is in it any more. */
  own: string;
}

/** Talks with two people: a DM, groups, messages, reactions, a mention and a deleted message. */
export async function talkALot(
  { ctx: { sql } }: TestApp,
  { ada, bob, cyd }: Trio,
): Promise<TalkOfALife> {
  const dm = await openDm(ada, bob);
  await openDm(cyd, ada);
  const group = await makeGroup(ada, [bob, cyd]);
  const own = await makeGroup(ada, [bob], { name: "Canary" });
  ok(await bob.post(`/groups/${own}/leave`), 204);
  const said = await say(ada, dm, "A canary sings");
  const answer = await say(bob, dm, "So it does", { parentId: said });
  ok(await ada.put(`/messages/${answer}/reactions/🔥`), 200);
  ok(await bob.put(`/messages/${said}/reactions/👍`), 200);
  await say(ada, group, "Canaries, all of them");
  ok(await ada.delete(`/messages/${await say(ada, group, "No canary")}`), 204);
  const named = await say(cyd, group, "Who sings?");
  await sql`
    insert into message_mentions (user_id, conversation_id, seq, message_id)
    select ${ada.id}, conversation_id, seq, id from messages where id = ${named}`;
  await say(ada, own, "A canary alone");
  ok(await bob.post(`/conversations/${group}/read`, { seq: 3 }), 200);
  ok(await ada.put(`/conversations/${group}/settings`, { notify: "mentions" }), 200);
  return { dm, group, own };
}

/** Sends a message, and returns its id. */
export async function say(
  sender: Person,
  id: string,
  body: string,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const message = { body, clientId: crypto.randomUUID(), ...fields };
  return ok(await sender.post(`/conversations/${id}/messages`, message), 201).data.messageId;
}

/** The talk stays whole for others: with tombstones, another owner, and nobody in a DM. */
export async function assertTalkErased(
  { ctx }: TestApp,
  { ada, bob, cyd, talk: { dm, group, own } }: Trio & { talk: TalkOfALife },
): Promise<void> {
  const { members, canSend, lastSeq } = ok(await bob.get(`/conversations/${dm}`), 200).data;
  assertEquals([members, canSend, lastSeq], [[], false, 2]);
  const list = ok(await bob.get(`/conversations/${dm}/messages`), 200).data;
  assertEquals(
    list.messages.map(({ seq, body }: { seq: number; body: string | null }) => [seq, body]),
    [[2, "So it does"], [1, null]],
  );
  const others = ok(await cyd.get(`/conversations/${group}`), 200).data;
  assertEquals([others.ownerId, others.membersCount, others.lastSeq], [bob.id, 2, 3]);
  const left = await ctx.sql<{ id: string }[]>`
    select id from conversations c
    where c.kind = 'dm' and not exists (
      select from conversation_members m where m.conversation_id = c.id)
    union all select id from conversations where id = ${own} and deleted_at is null
    union all select id from conversations where ${ada.id}::uuid in (dm_low, dm_high)`;
  assertEquals([...left], []);
}
