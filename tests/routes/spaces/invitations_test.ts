import { assertEquals } from "@std/assert";
import { INVITATIONS_PER_SPACE_MAX } from "../../../domain/conversations/limits.ts";
import { sha256 } from "../../../lib/security/sealed.ts";
import { startApp } from "../../helpers/app/app.ts";
import { send } from "../../helpers/people/person.ts";
import { inviteTo, makeSpace } from "../../helpers/people/spaces.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";

Deno.test("an invitation shows its space to anybody, admits people, and its token only once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada, { description: "Cold" });
  const path = `/spaces/${spaceId}/invitations`;
  const { token, url, ...made } = ok(await ada.post(path), 201).data;
  const { invitationId, expiresAt, createdAt, createdBy } = made;
  assertEquals(made, {
    invitationId,
    spaceId,
    maxUses: 25,
    uses: 0,
    expiresAt,
    revokedAt: null,
    createdBy,
    createdAt,
  });
  assertEquals(Date.parse(expiresAt) - Date.parse(createdAt), 7 * 24 * 60 * 60 * 1000);
  assertEquals(createdBy.username, "ada");
  assertEquals(await walkList(ada, path, "invitations"), [made]);
  const preview = ok(await send(app.fetch, "GET", new URL(url).pathname), 200).data;
  assertEquals(preview, {
    spaceId,
    name: "Lakes",
    description: "Cold",
    avatar: null,
    isPublic: false,
    membersCount: 1,
    expiresAt,
  });
  assertEquals(errorCode(await bob.get(`/spaces/${spaceId}`), 404), "not_found");
  const key = { "idempotency-key": crypto.randomUUID() };
  const accept = () => bob.send("POST", `/invitations/${token}/accept`, undefined, key);
  const { data } = ok(await accept(), 200);
  assertEquals([data.joined, data.space.role, data.space.membersCount], [true, "member", 2]);
  assertEquals(ok(await accept(), 200).data, data);
  const again = ok(await bob.post(`/invitations/${token}/accept`), 200).data;
  assertEquals(again, { space: data.space, joined: false });
  assertEquals((await walkList(ada, path, "invitations"))[0].uses, 1);
  const stored = await app.ctx.sql<{ tokenHash: Uint8Array }[]>`
    select token_hash from space_invitations`;
  assertEquals(stored.map(({ tokenHash }) => tokenHash.toHex()), [sha256(token).toHex()]);
});

Deno.test("an invitation that is used up, expired or revoked is gone, but members stay", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const spaceId = await makeSpace(ada);
  const path = `/spaces/${spaceId}/invitations`;
  const used = await inviteTo(ada, spaceId, { maxUses: 1 });
  ok(await bob.post(`/invitations/${used}/accept`), 200);
  const expired = await inviteTo(ada, spaceId);
  await app.ctx.sql`
    update space_invitations set expires_at = now() where token_hash = ${sha256(expired)}`;
  const { token: revoked, invitationId } = ok(await ada.post(path), 201).data;
  for (let time = 0; time < 2; time++) ok(await ada.delete(`${path}/${invitationId}`), 204);
  for (const token of [used, expired, revoked]) {
    assertEquals(errorCode(await cyd.post(`/invitations/${token}/accept`), 410), "gone");
    assertEquals(errorCode(await cyd.get(`/invitations/${token}`), 410), "gone");
    assertEquals(ok(await bob.post(`/invitations/${token}/accept`), 200).data.joined, false);
  }
  const other = await makeSpace(ada);
  const elsewhere = await ada.delete(`/spaces/${other}/invitations/${invitationId}`);
  assertEquals(errorCode(elsewhere, 404), "not_found");
  for (const token of ["a".repeat(43), "short", "a".repeat(44), `${"a".repeat(42)}!`]) {
    assertEquals(errorCode(await cyd.post(`/invitations/${token}/accept`), 404), "not_found");
    assertEquals(errorCode(await cyd.get(`/invitations/${token}`), 404), "not_found");
  }
  const nobody = await send(app.fetch, "POST", `/api/v1/invitations/${used}/accept`);
  assertEquals(errorCode(nobody, 401), "unauthenticated");
});

Deno.test("an invitation has bounds, and a space has at most a hundred that can be used", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const spaceId = await makeSpace(ada);
  const path = `/spaces/${spaceId}/invitations`;
  for (
    const body of [
      { expiresIn: 59 },
      { expiresIn: 30 * 24 * 60 * 60 + 1 },
      { maxUses: 0 },
      { maxUses: 100_001 },
      { maxUses: 1.5 },
      { maxUses: null },
      { more: 1 },
    ]
  ) {
    assertEquals(errorCode(await ada.post(path, body), 400), "validation_failed");
  }
  await app.ctx.sql`
    insert into space_invitations (id, space_id, token_hash, max_uses, expires_at, revoked_at)
    select gen_random_uuid(), ${spaceId}, int4send(n), 1, now() + interval '1 hour',
      case when n > ${INVITATIONS_PER_SPACE_MAX - 2} then now() end
    from generate_series(1, ${INVITATIONS_PER_SPACE_MAX + 10}) as n`;
  const answers = await Promise.all(Array.from({ length: 5 }, () => ada.post(path, {})));
  assertEquals(answers.map(({ status }) => status).sort(), [201, 201, 422, 422, 422]);
});
