import { newId } from "../../../domain/ids.ts";
import type { TestApp } from "./app.ts";
import { talkALot, type TalkOfALife } from "../conversations/life.ts";
import { ok } from "../people/steps.ts";
import type { Person } from "../people/person.ts";
import { aJpeg, putUpload, upload } from "../media/uploads.ts";

/** A word in every text that one person writes in {@link liveALife}. */
export const CANARY = "canary";

/** A person with one of everything, and two others whose content is entangled with hers. */
export interface Life {
  ada: Person;
  bob: Person;
  cyd: Person;
  mediaId: string;
  postIds: string[];
  bobsPostId: string;
  cydsPostId: string;
  talk: TalkOfALife;
}

/** Creates one of everything that a person can have, with the canary in every text. */
export async function liveALife(app: TestApp): Promise<Life> {
  const [ada, bob, cyd] = await app.people("canary_ada", "bob", "cyd");
  const { sql } = app.ctx;
  const picture = await aJpeg(40, 30);
  const mediaId = await upload(app, ada, picture);
  const bobsMediaId = await upload(app, bob, picture);
  const avatarId = await upload(app, ada, picture);
  ok(await ada.patch(`/media/${mediaId}`, { altText: "A canary on a branch" }), 200);
  ok(
    await ada.patch("/users/me", {
      bio: "I sing. Canary.",
      website: "https://canary.example",
      avatarMediaId: avatarId,
    }),
    200,
  );
  await putUpload(app, ada, picture);

  for (const [one, other] of [[ada, bob], [bob, ada], [cyd, ada], [bob, cyd]] as const) {
    ok(await one.post(`/users/${other.id}/follow`), 200);
  }
  for (const person of [ada, bob, cyd]) ok(await person.get("/feed"), 200);
  const postIds: string[] = [];
  for (const privacy of ["public", "followers", "close_friends", "private"]) {
    const post = ok(
      await ada.post("/posts", {
        mediaIds: [mediaId],
        caption: `A canary for @bob #canary`,
        header: "Canary",
        contentWarning: "canary",
        location: { latitude: 1, longitude: 2, name: "Canary Islands" },
        privacy,
      }),
      201,
    );
    postIds.push(post.data.postId);
  }
  ok(await ada.patch(`/posts/${postIds[1]}`, { caption: "Two canaries for @bob #canary" }), 200);
  ok(await ada.post("/posts", { draft: true, caption: "A canary to be" }), 201);
  const bobsPost = ok(
    await bob.post("/posts", { mediaIds: [bobsMediaId], caption: "A lake for @cyd" }),
    201,
  ).data;
  const cydsMediaId = await upload(app, cyd, picture);
  const cydsPost = ok(
    await cyd.post("/posts", {
      mediaIds: [cydsMediaId],
      caption: "Only followers",
      privacy: "followers",
    }),
    201,
  ).data;
  await app.settled();

  const [first] = postIds;
  for (const [who, postId] of [[ada, bobsPost.postId], [cyd, bobsPost.postId], [bob, first]]) {
    ok(await who.post(`/posts/${postId}/like`), 200);
    ok(await who.post(`/posts/${postId}/comments`, { content: `From ${who.name}` }), 201);
  }
  ok(await cyd.post(`/posts/${first}/comments`, { content: "Of @bob" }), 201);
  const gone = ok(await ada.post(`/posts/${bobsPost.postId}/comments`, { content: "canary" }), 201);
  ok(await ada.delete(`/posts/${bobsPost.postId}/comments/${gone.data.commentId}`), 204);
  ok(
    await ada.send("POST", `/posts/${first}/comments`, { content: "canary" }, {
      "idempotency-key": crypto.randomUUID(),
    }),
    201,
  );
  await collect({ ada, bob, cyd, first: first!, bobsPostId: bobsPost.postId });
  ok(await ada.delete(`/posts/${postIds.pop()}`), 204);
  const [said] = ok(await ada.get(`/posts/${bobsPost.postId}/comments`), 200).data.comments;
  ok(await ada.put(`/comments/${said.commentId}/reactions/🔥`), 200);

  for (const [who, postId] of [[ada, bobsPost.postId], [bob, first]]) {
    ok(await who.post(`/posts/${postId}/repost`), 200);
  }
  await sql`
    insert into undone_reposts (id, post_id, user_id)
    values (${newId()}, ${cydsPost.postId}, ${ada.id})`;
  ok(await ada.post("/tags/canary/follow"), 200);
  ok(await ada.put("/feed/position", { postId: bobsPost.postId }), 200);

  // Cyd unfollows, so her feed keeps a row with Ada's post.
  ok(await cyd.delete(`/users/${ada.id}/follow`), 200);
  ok(await cyd.patch("/users/me", { isPrivate: true }), 200);
  ok(await ada.post(`/users/${cyd.id}/follow`), 200);
  for (const [one, other] of [[ada, bob], [bob, ada]] as const) {
    ok(await one.put(`/users/me/close-friends/${other.id}`), 204);
    ok(await one.post(`/users/${other.id}/mute`), 200);
  }
  ok(await ada.put("/users/me/muted-words", { words: [{ word: "canary" }] }), 200);
  ok(await ada.put(`/posts/${first}/grants/${cyd.id}`), 204);
  ok(await bob.put(`/posts/${bobsPost.postId}/grants/${ada.id}`), 204);
  await sql`insert into share_links (id, post_id) values (${newId()}, ${first!})`;
  await sql`
    insert into mails (id, recipient, subject, user_id) values
      (${newId()}, 'canary_ada@example.com', 'Hello', null),
      (${newId()}, 'canary_before@example.com', 'Hello', ${ada.id})`;
  const talk = await talkALot(app, { ada, bob, cyd });
  ok(await ada.post("/security/codes", { purpose: "verify_email" }), 202);
  for (const person of [ada, bob, cyd]) {
    ok(await person.get("/feed"), 200);
    ok(await person.get("/notifications"), 200);
  }
  await app.settled();
  return {
    ada,
    bob,
    cyd,
    mediaId,
    postIds,
    bobsPostId: bobsPost.postId,
    cydsPostId: cydsPost.postId,
    talk,
  };
}

/** Creates notes, saves, and boards with each other's posts and collaborators. */
async function collect(
  { ada, bob, cyd, first, bobsPostId }: Record<"ada" | "bob" | "cyd", Person> & {
    first: string;
    bobsPostId: string;
  },
): Promise<void> {
  for (const postId of [first, bobsPostId]) {
    for (const person of [ada, bob]) ok(await person.put(`/posts/${postId}/save`), 200);
  }
  for (const [owner, other] of [[ada, bob], [bob, ada], [bob, cyd]] as const) {
    const name = owner === ada ? "Canary" : "Lakes";
    const { boardId } = ok(
      await owner.post("/boards", { name, description: name, category: name }),
      201,
    ).data;
    for (const postId of [first, bobsPostId]) {
      ok(await owner.put(`/boards/${boardId}/pins/${postId}`), 200);
    }
    const role = "editor";
    ok(await owner.put(`/boards/${boardId}/collaborators/${other.id}`, { role }), 200);
  }
  for (const person of [ada, bob]) {
    ok(await person.post("/notes", { content: person === ada ? "A canary" : "A lake" }), 201);
  }
}
