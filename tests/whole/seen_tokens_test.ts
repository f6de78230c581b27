import { assertEquals } from "@std/assert";
import { startServer } from "../helpers/app/server.ts";
import { at, startInstances } from "../helpers/cluster/instances.ts";
import { ok, publish } from "../helpers/people/steps.ts";
import { Live } from "../helpers/realtime/live.ts";

const SEEN = "x-tintype-seen";

Deno.test("a repeat of a write, which writes nothing, names a transaction as well", async () => {
  await using two = await startInstances({ PHOTO_ONLY: "false" });
  const [ada] = await two.here.people("ada");
  const reader = at(two.there, ada);
  const headers = { "idempotency-key": crypto.randomUUID() };
  const send = () => ada.send("POST", "/posts", { mediaIds: [], caption: "Lake" }, headers);
  ok(await reader.get("/feed"), 200);
  const first = ok(await send(), 201);
  const repeat = ok(await send(), 201);
  assertEquals(repeat.body, first.body);
  const token = repeat.headers.get(SEEN)!;
  const seen = ok(await reader.send("GET", "/feed", undefined, { [SEEN]: token }), 200);
  assertEquals(seen.data.posts.length, 1);
});

Deno.test("responses to reads name no write, and a token that means nothing is ignored", async () => {
  await using two = await startInstances();
  const [ada] = await two.here.people("ada");
  for (const token of ["none", "12-ab", "999999999999999-01234567", "1 or 1=1"]) {
    const answer = await ada.send("GET", "/auth/me", undefined, { [SEEN]: token });
    assertEquals([answer.status, answer.headers.get(SEEN)], [200, null]);
  }
});

Deno.test("a socket that names a write at another instance is admitted to what it permits", async () => {
  await using two = await startInstances();
  const { here, there } = two;
  await using server = startServer(there);
  const [ada, bob] = await here.people("ada", "bob");
  const { postId } = await publish(here, ada, { privacy: "followers" });
  const path = `/posts/${postId}`;
  for (let round = 0; round < 5; round++) {
    ok(await at(there, bob).get(path), 404);
    const followed = ok(await bob.post(`/users/${ada.id}/follow`), 200);
    const seen = followed.headers.get(SEEN)!;
    await using live = await Live.connect(server, { token: bob.accessToken, seen });
    assertEquals((await live.subscribe(`post:${postId}`)).length, 1);
    const token = ok(await bob.delete(`/users/${ada.id}/follow`), 200).headers.get(SEEN)!;
    ok(await at(there, bob).send("GET", path, undefined, { [SEEN]: token }), 404);
  }
});
