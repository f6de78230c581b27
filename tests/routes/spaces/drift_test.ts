import { assertEquals } from "@std/assert";
import { makeAdmins } from "../../helpers/people/admins.ts";
import { startApp } from "../../helpers/app/app.ts";
import { castSpace, makeSpace } from "../../helpers/people/spaces.ts";
import { ok } from "../../helpers/people/steps.ts";

Deno.test("the check of invariants finds wrong numbers of members, owners and uses of invitations", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const { spaceId, people: { owner, stranger } } = await castSpace(app);
  const [root] = await app.people("rosa");
  await makeAdmins(app, root);
  const check = async () => ok(await root.get("/admin/invariants?scope=all"), 200).data;
  const fine = await check();
  assertEquals([fine.drifts, fine.checked.spaces], [[], 1]);

  await sql`update spaces set members_count = 9 where id = ${spaceId}`;
  await sql`update space_invitations set uses = 2`;
  await sql`update space_members set role = 'member' where user_id = ${owner.id}`;
  const [invitation] = await sql<{ id: string }[]>`select id from space_invitations`;
  // A deleted space is no longer counted.
  const ended = await makeSpace(stranger);
  await sql`update spaces set members_count = 5, deleted_at = now() where id = ${ended}`;
  const drifts = [
    { what: "invitation.uses", id: invitation!.id, kept: 2, real: 4 },
    { what: "space.membersCount", id: spaceId, kept: 9, real: 5 },
    { what: "space.owners", id: spaceId, kept: 0, real: 1 },
  ];
  const found = (await check()).drifts as typeof drifts;
  assertEquals(found.sort((one, other) => one.what < other.what ? -1 : 1), drifts);
});
