import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import type { Answer } from "../../helpers/people/person.ts";
import { CAST, castSpace, inviteTo, makeRoom, type Part } from "../../helpers/people/spaces.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";

/** An operation, and the lowest role that may do it. All change nothing where they succeed. */
type Operation = readonly [needed: Needed, method: string, path: string, body?: unknown];
type Needed = "anyone" | "member" | "moderator" | "owner";

const MEMBERS: readonly Part[] = ["owner", "moderator", "member", "blocked", "blocker"];
const MAY: Record<Needed, readonly Part[]> = {
  anyone: CAST,
  member: MEMBERS,
  moderator: ["owner", "moderator"],
  owner: ["owner"],
};

for (const isPublic of [false, true]) {
  const kind = isPublic ? "public" : "private";
  Deno.test(`everybody may do in a ${kind} space what their role allows, and learns no more`, async () => {
    await using app = await startApp();
    const { spaceId, people } = await castSpace(app, isPublic);
    const room = await makeRoom(people.owner, spaceId, { name: "Boats" });
    const hidden = await makeRoom(people.owner, spaceId, { name: "Staff", viewRole: "moderator" });
    ok(await people.owner.put(`/spaces/${spaceId}/bans/${people.left.id}`), 200);
    ok(await people.owner.delete(`/spaces/${spaceId}/bans/${people.left.id}`), 204);
    const operations: Operation[] = [
      ["anyone", "GET", "/spaces/{}"],
      ["member", "GET", "/spaces/{}/members"],
      ["member", "GET", "/spaces/{}/rooms"],
      ["moderator", "GET", "/spaces/{}/bans"],
      ["moderator", "GET", "/spaces/{}/invitations"],
      ["moderator", "PATCH", `/spaces/{}/rooms/${room}`, {}],
      ["moderator", "PUT", `/spaces/{}/rooms/${hidden}`, {}],
      ["moderator", "DELETE", `/spaces/{}/bans/${people.stranger.id}`],
      ["owner", "PATCH", "/spaces/{}", {}],
      ["owner", "PUT", `/spaces/{}/members/${people.member.id}/role`, { role: "member" }],
    ];
    for (const part of CAST) {
      for (const [needed, method, path, body] of operations) {
        const place = `${part}: ${method} ${path}`;
        const ask = (id: string) => people[part].send(method, path.replace("{}", id), body);
        const answer = await ask(spaceId);
        const isIn = MEMBERS.includes(part);
        const mayKnow = isIn || isPublic && part !== "banned";
        if (!mayKnow) assertMissing(answer, await ask(crypto.randomUUID()), place);
        else if (MAY[needed].includes(part)) assertEquals(answer.status < 300, true, place);
        else assertEquals([errorCode(answer, 403), place], ["forbidden", place]);
      }
    }
  });
}

Deno.test("a room that a role does not see is missing for it, in every operation", async () => {
  await using app = await startApp();
  const { spaceId, people: { owner, moderator, member } } = await castSpace(app);
  const path = `/spaces/${spaceId}/rooms`;
  await makeRoom(owner, spaceId, { name: "Boats" });
  const staff = await makeRoom(owner, spaceId, { name: "Staff", viewRole: "moderator" });
  const own = await makeRoom(owner, spaceId, { name: "Own", viewRole: "owner" });
  const namesFor = async (person: typeof owner) =>
    ok(await person.get(path), 200).data.rooms.map(({ name }: { name: string }) => name);
  assertEquals(await namesFor(owner), ["Boats", "Staff", "Own"]);
  assertEquals(await namesFor(moderator), ["Boats", "Staff"]);
  assertEquals(await namesFor(member), ["Boats"]);
  assertEquals(ok(await member.get(`/spaces/${spaceId}`), 200).data.roomsCount, 1);
  assertEquals(ok(await moderator.get(`/spaces/${spaceId}`), 200).data.roomsCount, 2);
  for (const method of ["PATCH", "DELETE"]) {
    const missing = await moderator.send(method, `${path}/${crypto.randomUUID()}`, {});
    assertMissing(await moderator.send(method, `${path}/${own}`, {}), missing, method);
    // The role of a member is too low for any room, so it says nothing about this one.
    const refused = await member.send(method, `${path}/${staff}`, {});
    const refusedToo = await member.send(method, `${path}/${crypto.randomUUID()}`, {});
    assertEquals(errorCode(refused, 403), "forbidden");
    assertSameAnswer(refused, refusedToo);
  }
});

Deno.test("staff act only on members below them, and hidden people are found only among members", async () => {
  await using app = await startApp();
  const { spaceId, people } = await castSpace(app);
  const { owner, moderator, member, blocker, stranger } = people;
  const [second, hider] = await app.people("second", "hider");
  const token = await inviteTo(owner, spaceId);
  ok(await second.post(`/invitations/${token}/accept`), 200);
  const path = `/spaces/${spaceId}`;
  ok(await owner.put(`${path}/members/${second.id}/role`, { role: "moderator" }), 200);
  for (const target of [owner, second]) {
    const removal = await moderator.delete(`${path}/members/${target.id}`);
    assertEquals(errorCode(removal, 403), "forbidden");
    const ban = await moderator.put(`${path}/bans/${target.id}`);
    assertEquals(errorCode(ban, 403), "forbidden");
  }
  for (const person of [owner, moderator]) {
    const removal = await person.delete(`${path}/members/me`);
    assertEquals(errorCode(removal, 422), "unprocessable");
    assertEquals(errorCode(await person.put(`${path}/bans/me`), 422), "unprocessable");
  }
  const self = await owner.put(`${path}/members/me/role`, { role: "member" });
  assertEquals(errorCode(self, 422), "unprocessable");

  ok(await hider.post(`/users/${owner.id}/block`), 200);
  for (
    const [method, end] of [["DELETE", "members"], ["PUT", "bans"], ["DELETE", "bans"]] as const
  ) {
    const missing = await owner.send(method, `${path}/${end}/${crypto.randomUUID()}`);
    assertMissing(await owner.send(method, `${path}/${end}/${hider.id}`), missing, end);
    assertMissing(await owner.send(method, `${path}/${end}/@hider`), missing, end);
  }
  const noMember = await owner.delete(`${path}/members/${stranger.id}`);
  assertEquals(errorCode(noMember, 404), "not_found");
  const { data } = ok(await owner.put(`${path}/bans/${blocker.id}`, { reason: "Spam" }), 200);
  assertEquals([data.userId, data.username, data.reason], [blocker.id, null, "Spam"]);
  assertEquals(errorCode(await blocker.get(path), 404), "not_found");
  ok(await owner.delete(`${path}/bans/${blocker.id}`), 204);
  ok(await moderator.delete(`${path}/members/${member.id}`), 204);
  assertEquals(errorCode(await member.get(path), 404), "not_found");
});

function assertMissing(answer: Answer, missing: Answer, place: string): void {
  assertEquals([errorCode(missing, 404), place], ["not_found", place]);
  assertSameAnswer(answer, missing);
}
