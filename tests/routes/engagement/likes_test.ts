import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";

Deno.test("likes are counted once for each person, whatever is repeated at once", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "cora", "dan", "eve");
  const [ada] = people;
  const { postId } = await publish(app, ada);
  const repeats = people.flatMap((person) =>
    Array.from({ length: 20 }, () => person.post(`/posts/${postId}/like`))
  );
  for (const answer of await Promise.all(repeats)) ok(answer, 200);
  const { data } = ok(await ada.get(`/posts/${postId}`), 200);
  assertEquals([data.likesCount, data.isLiked], [5, true]);
  assertEquals((await walkList(ada, `/posts/${postId}/likes`, "users", 2)).length, 5);
});

Deno.test("a storm of likes and unlikes leaves a count that equals the likes", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, people[0]);
  const storm = Array.from({ length: 150 }, (_, n) => {
    const person = people[n % 3]!;
    return n % 2 === 0
      ? person.post(`/posts/${postId}/like`)
      : person.delete(`/posts/${postId}/like`);
  });
  for (const answer of await Promise.all(storm)) ok(answer, 200);
  const likers = await walkList(people[0], `/posts/${postId}/likes`, "users", 50);
  const { data } = ok(await people[0].get(`/posts/${postId}`), 200);
  assertEquals(data.likesCount, likers.length);
  for (const person of people) {
    const { isLiked } = ok(await person.get(`/posts/${postId}`), 200).data;
    assertEquals(isLiked, likers.some((liker) => liker.userId === person.id));
  }
});

Deno.test("unliking returns the new count, and repeating it changes nothing", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const liked = ok(await bob.post(`/posts/${postId}/like`), 200).data;
  assertEquals(liked, { postId, isLiked: true, likesCount: 1 });
  for (let n = 0; n < 2; n++) {
    const { data } = ok(await bob.delete(`/posts/${postId}/like`), 200);
    assertEquals(data, { postId, isLiked: false, likesCount: 0 });
  }
});

Deno.test("a hidden post cannot be liked, and looks like a missing one", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada, { privacy: "private" });
  const missing = await bob.post(`/posts/${crypto.randomUUID()}/like`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await bob.post(`/posts/${postId}/like`), missing);
  assertSameAnswer(await bob.delete(`/posts/${postId}/like`), missing);
  assertSameAnswer(await bob.get(`/posts/${postId}/likes`), missing);
  assertEquals(errorCode(await bob.post("/posts/no-id/like"), 404), "not_found");
  const anonymous = await app.fetch(`/api/v1/posts/${postId}/like`, { method: "POST" });
  assertEquals(anonymous.status, 401);
  await anonymous.body?.cancel();
});
