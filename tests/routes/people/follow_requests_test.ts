import { assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import {
  assertMissing,
  assertNeedToken,
  assertPagedList,
  block,
  namesOf,
  relationOf,
  request,
  requestsOf,
  type Route,
  setPrivate,
  STRANGERS,
} from "../../helpers/people/social.ts";

const decisions = (name: string): Route[] => [
  ["POST", `/follows/requests/${name}/accept`],
  ["POST", `/follows/requests/${name}/reject`],
  ["DELETE", `/follows/requests/${name}`],
];

Deno.test("requests are listed newest first for both sides, page by page", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  for (const person of [ada, cora]) await setPrivate(app, person);
  for (const person of [bob, cora, dan]) await request(app, person, ada);
  await request(app, bob, cora);
  const names = ["dan", "cora", "bob"];
  const incoming = await assertPagedList(ada, "/follows/requests", "requests", names);
  assertEquals(Object.keys(incoming[0]).sort(), [
    "avatar",
    "fullName",
    "isVerified",
    "requestedAt",
    "userId",
    "username",
  ]);
  assertEquals(await requestsOf(bob, "outgoing"), ["cora", "ada"]);
  assertEquals(await requestsOf(bob), []);

  const { nextCursor } = ok(await ada.get("/follows/requests?limit=1"), 200).data.pagination;
  ok(await ada.get(`/follows/requests?cursor=${nextCursor}`), 200);
  const foreign = `/follows/requests?cursor=${nextCursor}`;
  assertEquals(errorCode(await bob.get(foreign), 400), "invalid_cursor");
  assertEquals(
    errorCode(await ada.get(`${foreign}&direction=outgoing`), 400),
    "invalid_cursor",
  );
  const sideways = await ada.get("/follows/requests?direction=sideways");
  assertEquals(errorCode(sideways, 400), "validation_failed");
});

Deno.test("accepting makes a follower, once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await setPrivate(app, ada);
  await request(app, bob, ada);
  assertEquals((await relationOf(ada, bob)).requestedBy, true);
  assertEquals((await relationOf(bob, ada)).requested, true);
  const accept = `/follows/requests/@bob/accept`;
  assertEquals(ok(await ada.post(accept), 200).data, { ...STRANGERS, followedBy: true });
  assertEquals(await relationOf(bob, ada), { ...STRANGERS, following: true });
  assertEquals(errorCode(await ada.post(accept), 404), "not_found");
  assertEquals(await requestsOf(ada), []);
  const { followersCount } = ok(await ada.get("/users/me"), 200).data;
  assertEquals(followersCount, 1);
});

Deno.test("rejecting ends a request, and the person may ask again", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await setPrivate(app, ada);
  for (let round = 0; round < 2; round++) {
    await request(app, bob, ada);
    const reject = `/follows/requests/${bob.id}/reject`;
    assertEquals(ok(await ada.post(reject), 200).data, STRANGERS);
    assertEquals(errorCode(await ada.post(reject), 404), "not_found");
    assertEquals(await relationOf(bob, ada), STRANGERS);
    assertEquals(await requestsOf(bob, "outgoing"), []);
  }
});

Deno.test("a request can be cancelled any number of times", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await setPrivate(app, ada);
  await request(app, bob, ada);
  for (let round = 0; round < 2; round++) {
    assertEquals(ok(await bob.delete("/follows/requests/@ada"), 200).data, STRANGERS);
  }
  assertEquals(await requestsOf(ada), []);
  assertEquals(errorCode(await ada.post("/follows/requests/@bob/accept"), 404), "not_found");
  // A follow is no request: cancelling does not end it.
  await request(app, bob, ada);
  ok(await ada.post("/follows/requests/@bob/accept"), 200);
  assertEquals(ok(await bob.delete("/follows/requests/@ada"), 200).data.following, true);
});

Deno.test("only the person who was asked decides", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await setPrivate(app, ada);
  await request(app, bob, ada);
  for (const [method, path] of decisions("@bob").slice(0, 2)) {
    assertEquals(errorCode(await cora.send(method, path), 404), "not_found");
  }
  for (const [method, path] of decisions("@ada").slice(0, 2)) {
    assertEquals(errorCode(await bob.send(method, path), 404), "not_found");
  }
  ok(await ada.delete("/follows/requests/@bob"), 200);
  assertEquals(await requestsOf(ada), ["bob"]);
});

Deno.test("a decision about a hidden person has the same response as about a missing one", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  await setPrivate(app, ada);
  for (const person of [bob, cora, dan]) await request(app, person, ada);
  await block(app, bob, ada);
  await block(app, ada, cora);
  await transact(app.ctx.db, (tx) => setSuspended(tx, dan.id, true));
  const hidden = [bob, cora, dan].flatMap(namesOf);
  await assertMissing(ada, [...hidden, "@nobody", "nonsense"], decisions);
  await assertMissing(bob, namesOf(ada), decisions);
  assertEquals(await requestsOf(ada), []);
  // A person whose suspension has ended still asks; one behind a block does not.
  await transact(app.ctx.db, (tx) => setSuspended(tx, dan.id, false));
  assertEquals(await requestsOf(ada), ["dan"]);
});

Deno.test("a decision under an Idempotency-Key has the same response as the first time", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await setPrivate(app, ada);
  await request(app, bob, ada);
  const key = { "idempotency-key": crypto.randomUUID() };
  const accept = () => ada.send("POST", "/follows/requests/@bob/accept", undefined, key);
  const first = ok(await accept(), 200);
  assertEquals(ok(await accept(), 200).body, first.body);
  await block(app, bob, ada);
  assertSameAnswer(await accept(), await ada.post("/follows/requests/@nobody/accept"));
});

Deno.test("requests need a token", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await assertNeedToken(app, [["GET", "/follows/requests"], ...decisions(ada.id)]);
});
