import { assertEquals } from "@std/assert";
import { startApp } from "../helpers/app/app.ts";
import { startServer } from "../helpers/app/server.ts";
import { type KvServer, openKvServer } from "../helpers/kv/server.ts";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { homeOf } from "../helpers/posts/reposts.ts";
import { Live } from "../helpers/realtime/live.ts";

const LANES = ["main", "fan_out"];

/** Loses the response to one delivery of each lane: then the client repeats the commit. */
function loseAnswers(server: KvServer): Set<string> {
  const lost = new Set<string>();
  server.faults = {
    afterWrite(bytes) {
      const text = new TextDecoder("latin1").decode(bytes);
      const lane = LANES.find((one) => text.includes("delivered") && text.includes(one));
      if (lane === undefined || lost.has(lane)) return;
      lost.add(lane);
      return new Response(null, { status: 503 });
    },
  };
  return lost;
}

Deno.test("a delivery whose KV response is lost reaches feeds and sockets of its instance", async () => {
  await using kv = openKvServer();
  await using app = await startApp({ env: { KV_URL: kv.url } });
  await using server = startServer(app);
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  assertEquals(await homeOf(bob), []);
  ok(await ada.get("/notifications"), 200);
  await using live = await Live.connect(server, { token: bob.accessToken });
  await live.subscribe("user");

  const lost = loseAnswers(kv);
  const { postId } = await publish(app, ada, { caption: "Lake" });
  ok(await bob.post(`/posts/${postId}/comments`, { content: "first" }), 201);
  await app.settled();
  assertEquals([...lost].sort(), [...LANES].sort());
  assertEquals(await homeOf(bob), ["Lake"]);
  assertEquals((await live.next("post.created")).event.data.postId, postId);
  const { data } = ok(await ada.get("/notifications"), 200);
  assertEquals(data.notifications.map(({ type }: { type: string }) => type), ["comment", "follow"]);
});
