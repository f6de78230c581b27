import { assertEquals } from "@std/assert";
import { GRANTS_PER_POST_MAX } from "../../../domain/limits.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import {
  assertMissing,
  assertNeedToken,
  block,
  captionsOf,
  namesOf,
  type Route,
  setPrivate,
} from "../../helpers/people/social.ts";

const routesOf = (postId: string) => (name: string): Route[] => [
  ["PUT", `/posts/${postId}/grants/${name}`],
  ["DELETE", `/posts/${postId}/grants/${name}`],
];

Deno.test("a grant shows one post to one more person, until it is taken back", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada, { caption: "Lake", privacy: "private" });
  await publish(app, ada, { caption: "Sea", privacy: "private" });
  await assertMissing(bob, [postId], (id) => [["GET", `/posts/${id}`]]);
  for (const name of namesOf(bob)) ok(await ada.put(`/posts/${postId}/grants/${name}`), 204);
  assertEquals(ok(await bob.get(`/posts/${postId}`), 200).data.caption, "Lake");
  assertEquals(await captionsOf(bob, "/users/@ada/posts"), ["Lake"]);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "hi" }), 201);
  await assertMissing(cora, [postId], (id) => [["GET", `/posts/${id}`]]);
  assertEquals(await captionsOf(cora, "/users/@ada/posts"), []);
  for (let round = 0; round < 2; round++) {
    ok(await ada.delete(`/posts/${postId}/grants/@bob`), 204);
    await assertMissing(bob, [postId], (id) => [
      ["GET", `/posts/${id}`],
      ["GET", `/posts/${id}/comments`],
      ["DELETE", `/posts/${id}/like`],
    ]);
  }
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.likesCount, 1);
});

Deno.test("a grant reaches strangers of a private account, and nobody through a block", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await setPrivate(app, ada);
  const { postId } = await publish(app, ada, { privacy: "followers" });
  ok(await ada.put(`/posts/${postId}/grants/@bob`), 204);
  ok(await bob.get(`/posts/${postId}`), 200);
  await block(app, bob, ada);
  await assertMissing(ada, namesOf(bob), routesOf(postId));
  ok(await bob.get(`/posts/${postId}`), 404);
  ok(await bob.post("/users/@ada/unblock"), 200);
  ok(await bob.get(`/posts/${postId}`), 404);
});

Deno.test("a person who loses a grant loses the open stream of the post", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada, { privacy: "private" });
  ok(await ada.put(`/posts/${postId}/grants/@bob`), 204);
  await using live = await listening.open(bob);
  const topic = `post:${postId}`;
  await live.subscribe(topic);
  await live.next("post.counters");
  ok(await ada.delete(`/posts/${postId}/grants/@bob`), 204);
  const { error } = await live.frame((frame) => frame.op === "error");
  assertEquals([error.code, error.details], ["not_found", { topic }]);
});

Deno.test("only the author gives grants, of a post that they can see", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const open = await publish(app, ada);
  const hidden = await publish(app, ada, { privacy: "private" });
  const gone = await publish(app, bob);
  ok(await bob.delete(`/posts/${gone.postId}`), 204);
  for (const [method, path] of routesOf(open.postId)("@cora")) {
    assertEquals(errorCode(await bob.send(method, path), 403), "forbidden");
  }
  await assertMissing(bob, [hidden.postId, gone.postId], (id) => routesOf(id)("@cora"));
  await assertMissing(ada, ["@nobody", "nonsense"], routesOf(open.postId));
  await assertNeedToken(app, routesOf(open.postId)(cora.id));
  ok(await ada.put(`/posts/${hidden.postId}/grants/me`), 204);
  ok(await ada.delete(`/posts/${hidden.postId}/grants/me`), 204);
  ok(await ada.get(`/posts/${hidden.postId}`), 200);
});

Deno.test("a post has a limited number of grants", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada, { privacy: "private" });
  await app.ctx.sql`
    with crowd as (
      insert into users (id, username, email, password_hash)
      select gen_random_uuid(), 'crowd' || n, 'crowd' || n || '@example.com', 'none'
      from generate_series(2, ${GRANTS_PER_POST_MAX}) as n returning id)
    insert into post_grants (post_id, user_id) select ${postId}, id from crowd`;
  for (let round = 0; round < 2; round++) {
    ok(await ada.put(`/posts/${postId}/grants/@bob`), 204);
    const refused = await ada.put(`/posts/${postId}/grants/@cora`);
    assertEquals(errorCode(refused, 422), "unprocessable");
  }
  ok(await ada.delete(`/posts/${postId}/grants/@bob`), 204);
  const both = [bob, cora].map(({ id }) => ada.put(`/posts/${postId}/grants/${id}`));
  assertEquals((await Promise.all(both)).map(({ status }) => status).sort(), [204, 422]);
});
