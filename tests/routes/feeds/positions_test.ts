import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { assertMissing, assertNeedToken, block } from "../../helpers/people/social.ts";

const NOWHERE = { postId: null, updatedAt: null };

Deno.test("the position of a reader is stored for each feed and sent to their other devices", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const [one, two] = [await publish(app, ada), await publish(app, ada)];
  await using phone = await listening.open(bob);
  await phone.subscribe("user");
  const read = async (query = "") => ok(await bob.get(`/feed/position${query}`), 200).data;
  assertEquals(await read(), { feed: "home", ...NOWHERE });
  const put = ok(await bob.put("/feed/position", { postId: one.postId }), 200).data;
  assertEquals([put.feed, put.postId], ["home", one.postId]);
  assertEquals(await read(), put);
  const { event } = await phone.next("feed.position");
  assertEquals(event.data, put);
  const explored = { postId: two.postId };
  const other = ok(await bob.put("/feed/position?feed=explore", explored), 200).data;
  assertEquals((await phone.next("feed.position")).event.data, other);
  assertEquals(await read("?feed=explore"), other);
  assertEquals(await read("?feed=home"), put);
  assertEquals((await read("?feed=public")).postId, null);
  assertEquals(ok(await ada.get("/feed/position"), 200).data.postId, null);
  const moved = ok(await bob.put("/feed/position", { postId: two.postId }), 200).data;
  assertEquals(await read(), moved);

  await block(app, ada, bob);
  assertEquals(await read(), { feed: "home", ...NOWHERE });
  ok(await ada.delete(`/users/${bob.id}/block`), 200);
  assertEquals(await read(), moved);
  ok(await ada.delete(`/posts/${two.postId}`), 204);
  assertEquals(await read(), { feed: "home", ...NOWHERE });
});

Deno.test("a position needs a visible post in an existing feed", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const hidden = await publish(app, ada, { privacy: "private" });
  const { postId } = await publish(app, ada);
  await assertMissing(bob, [hidden.postId], (id) => [["PUT", "/feed/position", { postId: id }]]);
  for (const body of [{}, { postId: "x" }, { postId, more: 1 }, { postId: null }]) {
    assertEquals(errorCode(await bob.put("/feed/position", body), 400), "validation_failed");
  }
  ok(await bob.put("/feed/position?feed=other", { postId }), 400);
  ok(await bob.get("/feed/position?feed=other"), 400);
  await assertNeedToken(app, [["PUT", "/feed/position", { postId }], ["GET", "/feed/position"]]);
});
