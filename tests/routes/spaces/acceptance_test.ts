import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";
import { Person } from "../../helpers/people/person.ts";
import { enter, inviteTo, makeSpace } from "../../helpers/people/spaces.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";

Deno.test("of two hundred people on two instances, an invitation with ten uses admits ten", async () => {
  await using database = await openTestDatabase();
  await using here = await startApp({ database });
  await using there = await startApp({ database });
  const [ada] = await here.people("ada");
  const spaceId = await makeSpace(ada);
  const names = Array.from({ length: 200 }, (_, n) => `p_${String(n).padStart(3, "0")}`);
  const people: Person[] = [];
  for (let from = 0; from < names.length; from += 20) {
    people.push(...await here.people(...names.slice(from, from + 20)));
  }
  const token = await inviteTo(ada, spaceId, { maxUses: 10 });
  const answers = await Promise.all(people.map((person, n) => {
    const { fetch } = n % 2 ? here : there;
    const { name, id, accessToken, refreshToken } = person;
    return new Person(fetch, name, id, accessToken, refreshToken)
      .post(`/invitations/${token}/accept`);
  }));
  const joined = answers.filter(({ status }) => status === 200);
  assertEquals(joined.length, 10);
  assertEquals(joined.every(({ data }) => data.joined), true);
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    assertEquals(errorCode(answer, 410), "gone");
  }
  const [invitation] = await walkList(ada, `/spaces/${spaceId}/invitations`, "invitations");
  assertEquals(invitation.uses, 10);
  assertEquals(ok(await ada.get(`/spaces/${spaceId}`), 200).data.membersCount, 11);
});

Deno.test("a member who leaves returns by the invitation, as one more use", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada);
  await enter(ada, spaceId, bob);
  const token = await inviteTo(ada, spaceId, { maxUses: 2 });
  const accepted = await Promise.all(
    Array.from({ length: 5 }, () => bob.post(`/invitations/${token}/accept`)),
  );
  assertEquals(accepted.map(({ status }) => status), [200, 200, 200, 200, 200]);
  ok(await bob.post(`/spaces/${spaceId}/leave`), 204);
  const returned = await Promise.all(
    Array.from({ length: 5 }, () => bob.post(`/invitations/${token}/accept`)),
  );
  assertEquals(returned.filter(({ data }) => data.joined).length, 1);
  const [invitation] = await walkList(ada, `/spaces/${spaceId}/invitations`, "invitations");
  assertEquals(invitation.uses, 1);
});
