import { assertEquals } from "@std/assert";
import type { SpaceId } from "../../../domain/ids.ts";
import { startApp } from "../../helpers/app/app.ts";
import { deleteSpace, leaveSpace } from "../../helpers/conversations/inserted.ts";
import { enter, makeSpace } from "../../helpers/people/spaces.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

const path = (q: string) => `/search/spaces?q=${encodeURIComponent(q)}`;
const names = async (person: Person, q: string): Promise<string[]> =>
  ok(await person.get(path(q)), 200).data.spaces.map(({ name }: { name: string }) => name);

Deno.test("spaces are found by the beginnings of their names, in any writing, and with a slip", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada, { name: "Café Noël 東京 🌊", isPublic: true });
  const found = ["cafe", "CAF", "noel cafe", "noël", "東京", "🌊", "cofe", "caffe", "cafenoel"];
  for (const q of found) assertEquals(await names(bob, q), ["Café Noël 東京 🌊"], q);
  for (const q of ["afe", "noe caf", "京東", "%", "''"]) assertEquals(await names(bob, q), [], q);
  const [view] = ok(await bob.get(path("cafe")), 200).data.spaces;
  assertEquals([view.spaceId, view.isMember, view.membersCount], [spaceId, false, 1]);
  ok(await ada.patch(`/spaces/${spaceId}`, { name: "Harbour" }), 200);
  assertEquals(await names(bob, "cafe"), []);
  assertEquals(await names(bob, "harbuor"), ["Harbour"]);
});

Deno.test("own spaces come before public ones, and the largest first; pages have each once", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await makeSpace(ada, { name: "Boats small", isPublic: true });
  const large = await makeSpace(ada, { name: "Boats large", isPublic: true });
  for (const one of [bob, cora]) ok(await one.post(`/spaces/${large}/join`), 200);
  await makeSpace(cora, { name: "Boats own" });
  await makeSpace(ada, { name: "Boatsman", isPublic: true });
  await app.ctx.sql`update spaces set members_count = 40 where id = ${large}`;
  app.ctx.cache.clear();
  const order = ["Boats large", "Boats own", "Boats small", "Boatsman"];
  assertEquals(await names(cora, "boats"), order);
  const walked = await walkList(cora, path("boats"), "spaces", 1);
  assertEquals(walked.map(({ name }) => name), order);
});

Deno.test("nobody finds spaces of others that are not public, that ban them, or that are deleted", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const open = await makeSpace(ada, { name: "Lake open", isPublic: true });
  const closed = await makeSpace(ada, { name: "Lake closed" });
  await enter(ada, closed, bob);
  assertEquals((await names(bob, "lake")).toSorted(), ["Lake closed", "Lake open"]);
  assertEquals(await names(cora, "lake"), ["Lake open"]);
  ok(await ada.put(`/spaces/${open}/bans/${cora.id}`), 200);
  assertEquals(await names(cora, "lake"), []);
  await leaveSpace(app, closed as SpaceId, bob);
  assertEquals(await names(bob, "lake"), ["Lake open"]);
  await deleteSpace(app, open as SpaceId);
  assertEquals(await names(bob, "lake"), []);
  assertEquals(await names(ada, "lake"), ["Lake closed"]);
  assertEquals(errorCode(await bob.get("/search/spaces"), 400), "validation_failed");
  assertEquals(errorCode(await bob.get(`${path("x")}&cursor=forged`), 400), "invalid_cursor");
  assertEquals((await app.fetch(`/api/v1${path("x")}`)).status, 401);
});
