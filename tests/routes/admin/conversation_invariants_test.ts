import { assertEquals } from "@std/assert";
import { makeGroup, openDm } from "../../helpers/conversations/conversations.ts";
import { say } from "../../helpers/conversations/life.ts";
import { makeAdmins } from "../../helpers/people/admins.ts";
import { ok } from "../../helpers/people/steps.ts";
import { startApp } from "../../helpers/app/app.ts";

Deno.test("wrong numbers and owners of conversations are reported", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [root, ada, bob] = await app.people("rita", "ada", "bob");
  await makeAdmins(app, root);
  const drifts = async () => {
    const { data } = ok(await root.get("/admin/invariants?scope=all"), 200);
    return data.drifts.map(({ what, kept, real }: Record<string, unknown>) =>
      `${what}: ${kept}, not ${real}`
    ).sort();
  };
  await say(ada, await openDm(ada, bob), "Hello");
  const group = await makeGroup(ada, [bob]);
  await say(ada, group, "One");
  await say(bob, group, "Two");
  assertEquals(await drifts(), []);
  const { checked } = ok(await root.get("/admin/invariants"), 200).data;
  assertEquals(checked.conversations, 2);
  await sql`update conversations set last_seq = 4, members_count = 5 where id = ${group}`;
  await sql`delete from messages where conversation_id = ${group} and seq = 1`;
  await sql`update conversation_members set role = 'member' where conversation_id = ${group}`;
  assertEquals(await drifts(), [
    "conversation.lastSeq: 4, not 2",
    "conversation.membersCount: 5, not 2",
    "conversation.messages: 4, not 1",
    "conversation.owner: 1, not 0",
    "conversation.owners: 1, not 0",
  ]);
});
