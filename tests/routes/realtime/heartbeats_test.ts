import { assertEquals } from "@std/assert";
import { follow, ok, publish } from "../../helpers/people/steps.ts";
import type { Frame } from "../../helpers/realtime/live.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { expectSignal } from "../../helpers/app/traces.ts";

Deno.test("heartbeats carry the cursors that moved, and the other cursors stay valid", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const post = await publish(app, ada);
  await follow(app, ada, bob);
  ok(await ada.post(`/users/${bob.id}/mute`), 200);
  await using live = await listening.open(ada);
  const followed = await live.subscribe("user", `post:${post.postId}`);
  const grown = await expectSignal(app, `user:${ada.id}`, "appended");
  await publish(app, bob);
  await grown.signal;
  assertEquals(await live.unread().then(eventsOf), [], "nobody hears of those whom they mute");
  let cursors: Record<string, string> = {};
  for (let tick = 1; cursors.user === undefined; tick++) {
    app.ctx.sockets.tick(Date.now() + tick * 20_000);
    ({ cursors } = await live.frame((frame) => frame.op === "heartbeat"));
  }
  assertEquals(Object.keys(cursors), ["user"]);
  await using resumed = await listening.open(ada);
  const kept = { topic: followed[1].topic, cursor: followed[1].cursor };
  await resumed.subscribe({ topic: "user", cursor: cursors.user }, kept);
  ok(await bob.post(`/posts/${post.postId}/comments`, { content: "Late" }), 201);
  await resumed.next("comment.created");
  const last = await publish(app, ada);
  const { event } = await resumed.next("post.created");
  assertEquals(event.data.postId, last.postId);
});

function eventsOf(frames: Frame[]): Frame[] {
  return frames.filter(({ op, event }) => op === "event" && event.type === "post.created");
}
