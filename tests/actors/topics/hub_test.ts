import { assert, assertEquals, assertFalse } from "@std/assert";
import { Hub } from "../../../actors/topics/hub.ts";

Deno.test("Hub signals only the followers of a topic", () => {
  const hub = new Hub();
  const received: string[] = [];
  using _ada = hub.follow("user:ada", (signal) => received.push(`ada ${signal}`));
  using _bob = hub.follow("user:bob", (signal) => received.push(`bob ${signal}`));
  hub.signal("user:ada", "appended");
  hub.signal("user:cora", "appended");
  assertEquals(received, ["ada appended"]);
  hub.signalAll("permissions");
  assertEquals(received, ["ada appended", "ada permissions", "bob permissions"]);
});

Deno.test("Hub forgets a topic with its last follower", () => {
  const hub = new Hub();
  const received: string[] = [];
  const first = hub.follow("post:1", () => received.push("first"));
  const second = hub.follow("post:1", () => received.push("second"));
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  hub.signal("post:1", "counters");
  assertEquals(received, ["second"]);
  assert(hub.has("post:1"));
  second[Symbol.dispose]();
  assertFalse(hub.has("post:1"));
  assertEquals(hub.size, 0);
});

Deno.test("leaving a topic twice removes no later follower", () => {
  const hub = new Hub();
  const received: string[] = [];
  const first = hub.follow("session:1", () => received.push("first"));
  first[Symbol.dispose]();
  using _second = hub.follow("session:1", () => received.push("second"));
  first[Symbol.dispose]();
  hub.signal("session:1", "permissions");
  assertEquals(received, ["second"]);
});

Deno.test("Hub lets a follower leave while it is signalled", () => {
  const hub = new Hub();
  let received = 0;
  const followed = hub.follow("post:1", () => {
    received++;
    followed[Symbol.dispose]();
  });
  using _other = hub.follow("post:1", () => received++);
  hub.signal("post:1", "appended");
  hub.signal("post:1", "appended");
  assertEquals(received, 3);
});
