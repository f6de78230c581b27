import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import {
  assertSameAnswer,
  errorCode,
  follow,
  ok,
  publish,
  walkList,
} from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

const savedOf = async (person: Person) =>
  (await walkList(person, "/users/me/saved", "posts")).map((post) => post.caption);

Deno.test("a saved post shows as saved to its user everywhere, and nobody else learns of it", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada, { caption: "Lake" });
  await app.settled();
  const seenBy = async (person: Person) => {
    const one = ok(await person.get(`/posts/${postId}`), 200).data;
    const { posts: [listed] } = ok(await person.get("/feed/public"), 200).data;
    assertEquals(listed, one);
    return one;
  };
  const before = { bob: await seenBy(bob), ada: await seenBy(ada) };
  assertEquals(before.bob.isSaved, false);
  for (let time = 0; time < 2; time++) {
    const { data } = ok(await bob.put(`/posts/${postId}/save`), 200);
    assertEquals(data, { postId, isSaved: true });
  }
  assertEquals(await seenBy(bob), { ...before.bob, isSaved: true });
  assertEquals(ok(await bob.get("/feed"), 200).data.posts[0].isSaved, true);
  await app.settled();
  assertEquals(await seenBy(ada), before.ada);
  assertEquals((await seenBy(cyd)).isSaved, false);
  const items = ok(await ada.get("/notifications"), 200).data.notifications;
  assertEquals(items.map((one: { type: string }) => one.type), ["follow"]);
  for (let time = 0; time < 2; time++) {
    const { data } = ok(await bob.delete(`/posts/${postId}/save`), 200);
    assertEquals(data, { postId, isSaved: false });
  }
  assertEquals(await seenBy(bob), before.bob);
  assertEquals(ok(await bob.get("/feed"), 200).data.posts[0].isSaved, false);
});

Deno.test("saving needs a user and a visible post; ending a save needs neither", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada, { privacy: "private" });
  const missing = await bob.put(`/posts/${crypto.randomUUID()}/save`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(missing, await bob.put(`/posts/${postId}/save`));
  assertEquals(errorCode(await bob.put("/posts/lake/save"), 404), "not_found");
  for (const id of [postId, crypto.randomUUID()]) {
    assertEquals(ok(await bob.delete(`/posts/${id}/save`), 200).data.isSaved, false);
  }
  for (const [method, path] of [["PUT", `/posts/${postId}/save`], ["GET", "/users/me/saved"]]) {
    const answer = await send(app.fetch, method!, `/api/v1${path}`);
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
  const forged = await bob.get("/users/me/saved?cursor=lake");
  assertEquals(errorCode(forged, 400), "invalid_cursor");
});

Deno.test("saved posts are listed by the time of saving, while they are visible", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const posts = new Map<string, string>();
  for (const caption of ["one", "two", "three", "four", "five"]) {
    posts.set(caption, (await publish(app, ada, { caption })).postId);
  }
  for (const caption of ["three", "one", "five", "two", "four"]) {
    ok(await bob.put(`/posts/${posts.get(caption)}/save`), 200);
  }
  assertEquals(await savedOf(bob), ["four", "two", "five", "one", "three"]);
  const hide = (privacy: string) => ada.patch(`/posts/${posts.get("two")}`, { privacy });
  ok(await hide("private"), 200);
  await app.settled();
  assertEquals(await savedOf(bob), ["four", "five", "one", "three"]);
  ok(await hide("public"), 200);
  await app.settled();
  assertEquals(await savedOf(bob), ["four", "two", "five", "one", "three"]);
  ok(await ada.post(`/users/${bob.id}/block`), 200);
  assertEquals(await savedOf(bob), []);
  ok(await bob.delete(`/posts/${posts.get("five")}/save`), 200);
  ok(await ada.delete(`/users/${bob.id}/block`), 200);
  ok(await ada.delete(`/posts/${posts.get("one")}`), 204);
  assertEquals(await savedOf(bob), ["four", "two", "three"]);
});

Deno.test("after a hundred saves and ends at once the last one counts", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const path = `/posts/${postId}/save`;
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      ok(await (index % 2 === 0 ? bob.put(path) : bob.delete(path)), 200);
      ok(await bob.get(`/posts/${postId}`), 200);
    }),
  );
  const kept = await savedOf(bob);
  const { isSaved } = ok(await bob.get(`/posts/${postId}`), 200).data;
  assertEquals(isSaved, kept.length === 1);
  for (const [wanted, send] of [[true, bob.put], [false, bob.delete]] as const) {
    await Promise.all(Array.from({ length: 20 }, () => send(path)));
    assertEquals(ok(await bob.get(`/posts/${postId}`), 200).data.isSaved, wanted);
    assertEquals((await savedOf(bob)).length, wanted ? 1 : 0);
  }
});

Deno.test("a walk through saved posts finds each that stays once, whatever is saved and hidden", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const kept: string[] = [];
  const blocked: string[] = [];
  for (let index = 0; index < 18; index++) {
    const author = index % 3 === 0 ? cyd : ada;
    const { postId } = await publish(app, author, { caption: `${index}` });
    ok(await bob.put(`/posts/${postId}/save`), 200);
    (author === cyd ? blocked : kept).push(postId);
  }
  const posts = await walkList(bob, "/users/me/saved", "posts", 4, async (page) => {
    const { postId } = await publish(app, ada);
    ok(await bob.put(`/posts/${postId}/save`), 200);
    if (page === 1) ok(await cyd.post(`/users/${bob.id}/block`), 200);
    if (page === 2) ok(await bob.delete(`/posts/${kept.shift()}/save`), 200);
  });
  const seen = posts.map((post) => post.postId);
  assertEquals(new Set(seen).size, seen.length);
  assertEquals(kept.filter((id) => !seen.includes(id)), []);
});
