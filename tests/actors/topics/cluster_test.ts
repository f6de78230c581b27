import { assert, assertEquals } from "@std/assert";
import type { PostId } from "../../../domain/ids.ts";
import { applyClusterMessage } from "../../../actors/topics/cluster.ts";
import type { ClusterMessage } from "../../../actors/topics/cluster_message.ts";
import { listening } from "../../helpers/realtime/cluster.ts";

const MESSAGE: ClusterMessage = {
  by: "b",
  invalidations: { b: [{ cache: "user", id: "1" }], c: [{ cache: "user", id: "2" }] },
  counters: [{ postId: "p" as PostId, likes: 1, comments: 0, reposts: 0, rev: 1 }],
  topics: ["user:1"],
  actors: ["inbox:1"],
};

Deno.test("applyClusterMessage drops cache entries and actors that another instance has written", () => {
  const handlers = listening("a");
  applyClusterMessage(handlers, MESSAGE, { isOwn: false });
  assertEquals(handlers.received, [
    "invalidated user 1",
    "invalidated user 2",
    "counters p",
    "changed inbox:1",
    "appended user:1",
  ]);
});

Deno.test("applyClusterMessage does not repeat changes of its own instance", () => {
  const delivering = listening("b");
  applyClusterMessage(delivering, MESSAGE, { isOwn: true });
  assertEquals(delivering.received, ["invalidated user 2", "counters p"]);
});

Deno.test("applyClusterMessage invalidates before it wakes readers", () => {
  const handlers = listening("a");
  applyClusterMessage(handlers, MESSAGE, { isOwn: false });
  assert(
    handlers.received.indexOf("changed inbox:1") < handlers.received.indexOf("appended user:1"),
  );
});
