import { makeAdmins } from "../people/admins.ts";
import { startApp, type TestApp } from "../app/app.ts";
import { follow, ok } from "../people/steps.ts";
import type { Person } from "../people/person.ts";
import { aJpeg, runMedia, upload } from "../media/uploads.ts";

/** An idle app with people who have a history; `root` is an admin. */
export interface BusyWorld {
  app: TestApp;
  root: Person;
  ada: Person;
  bob: Person;
  postId: string;
  mediaId: string;
}

/** Starts an app, lets people do a little of everything, and waits until it is idle. */
export async function busyWorld(): Promise<BusyWorld & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const app = opening.use(await startApp());
  const [root, ada, bob, cleo] = await app.people("rosa", "ada", "bob", "cleo");
  await makeAdmins(app, root);
  await follow(app, bob, ada);
  await follow(app, root, ada);
  await follow(app, ada, bob);
  await follow(app, cleo, ada);
  ok(await cleo.delete(`/users/${ada.id}/follow`), 200);
  for (const person of [ada, bob, root]) {
    ok(await person.get("/feed"), 200);
    ok(await person.get("/notifications/unread-count"), 200);
  }
  const posts: string[] = [];
  const pictures: string[] = [];
  for (const author of [ada, ada, bob, ada]) {
    const mediaId = await upload(app, author, await aJpeg(400, 300));
    const post = await author.post("/posts", { mediaIds: [mediaId], caption: "Lake" });
    posts.push(ok(post, 201).data.postId);
    pictures.push(mediaId);
  }
  await runMedia(app);
  ok(await ada.delete(`/posts/${posts[1]}`), 204);
  for (const person of [bob, root, cleo]) {
    ok(await person.post(`/posts/${posts[0]}/like`), 200);
    ok(await person.post(`/posts/${posts[0]}/comments`, { content: "Fine, @ada" }), 201);
  }
  ok(await cleo.delete(`/posts/${posts[0]}/like`), 200);
  ok(await bob.post("/notifications/read-all"), 204);
  ok(await ada.post(`/posts/${posts[2]}/like`), 200);
  for (const [person, at] of [[ada, 2], [bob, 0], [root, 0]] as const) {
    ok(await person.post(`/posts/${posts[at]}/repost`), 200);
  }
  ok(await bob.delete(`/posts/${posts[0]}/repost`), 200);
  await app.settled();
  const resources = opening.move();
  const dispose = () => resources.disposeAsync();
  const [postId, mediaId] = [posts[0]!, pictures[0]!];
  return { app, root, ada, bob, postId, mediaId, [Symbol.asyncDispose]: dispose };
}
