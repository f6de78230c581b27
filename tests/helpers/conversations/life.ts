import { ok } from "../people/steps.ts";
import type { Person } from "../people/person.ts";
import { makeGroup, openDm } from "./conversations.ts";
import type { TestApp } from "../app/app.ts";

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
  { ada, bob, cyd }: Record<"ada" | "bob" | "cyd", Person>,
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
