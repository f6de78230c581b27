import { assertEquals } from "@std/assert";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";

Deno.test("an open socket gets nothing of muted people, words and hashtags", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  for (const person of [bob, cora]) await follow(app, ada, person);
  const { postId } = await publish(app, ada);
  await app.settled();
  await using live = await listening.open(ada);
  await live.subscribe("user");
  ok(await ada.post("/users/@bob/mute"), 200);
  ok(
    await ada.put("/users/me/muted-words", { words: [{ word: "rain" }, { word: "#ending" }] }),
    200,
  );
  await publish(app, bob, { caption: "bob" });
  ok(await bob.post(`/posts/${postId}/like`), 200);
  for (const text of ["More rain", "The #Ending"]) {
    await publish(app, cora, { caption: text });
    ok(await cora.post(`/posts/${postId}/comments`, { content: text }), 201);
  }
  ok(await cora.post(`/posts/${postId}/comments`, { content: "Training" }), 201);
  assertEquals((await live.next("notification.created")).event.data.preview, "Training");
  await publish(app, cora, { caption: "Sun" });
  assertEquals((await live.next("post.created")).event.data.caption, "Sun");
  ok(await ada.delete("/users/@bob/mute"), 200);
  await publish(app, bob, { caption: "bob again" });
  assertEquals((await live.next("post.created")).event.data.caption, "bob again");
});

Deno.test("the stream of a post has a muted person's comments", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  ok(await ada.post("/users/@bob/mute"), 200);
  const { postId } = await publish(app, bob);
  await using live = await listening.open(ada);
  await live.subscribe(`post:${postId}`);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "hi" }), 201);
  assertEquals((await live.next("comment.created")).event.data.content, "hi");
});
