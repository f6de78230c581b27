import type { Person } from "./person.ts";
import { pictureForm } from "./pictures.ts";
import { delay } from "../../lib/delay.ts";

/** Posts are scheduled this far ahead. */
const SCHEDULED_AFTER_MS = 3000;

/** Uploads a picture and waits until other posts can use it. */
export async function preparePicture(person: Person): Promise<void> {
  const postId = await upload(person);
  for (;;) {
    const { data } = await person.get(`/posts/${postId}`);
    if (data.status === "failed") throw new Error("A good picture has failed");
    if (data.status === "published") {
      for (const { mediaId } of data.media) person.mediaIds.push(mediaId);
      return;
    }
    await delay(50);
  }
}

/** Publishes a post with a ready picture; its author must see it at once. */
export async function publish(person: Person): Promise<boolean> {
  const mediaIds = [person.world.random.pick(person.mediaIds)!];
  const startedAt = Date.now();
  const { status, data } = await person.make("/posts", { mediaIds, caption: person.someText() });
  if (status !== 201) return person.surprise("publish", status);
  noteMade(person, data.postId, startedAt, true);
  const ids = await newestInFeed(person, 50);
  if (!ids.includes(data.postId)) {
    person.world.tally.faults.push(`${person.id} does not see the own post ${data.postId} at once`);
  }
  return true;
}

/** Uploads a picture with its post, which is published after processing. */
export async function upload(person: Person): Promise<string> {
  const { random } = person.world;
  const startedAt = Date.now();
  const form = await pictureForm(random, person.someText());
  const request = { method: "POST", path: "/images/upload", form, key: random.key() };
  const { status, data } = await person.send(request);
  if (status !== 201) throw new Error(`An upload was answered with ${status}`);
  noteMade(person, data.postId, startedAt, false);
  return data.postId;
}

/** Writes a draft and publishes it. */
export async function publishDraft(person: Person): Promise<boolean> {
  const { random } = person.world;
  const draft = {
    mediaIds: [random.pick(person.mediaIds)!],
    caption: person.someText(),
    draft: true,
  };
  const made = await person.make("/posts", draft);
  if (made.status !== 201) return person.surprise("draft", made.status);
  const startedAt = Date.now();
  const path = `/posts/${made.data.postId}/publish`;
  const { status, tries } = await person.send({ method: "POST", path });
  // An earlier try may have succeeded, with a lost response.
  const isDone = status === 200 || (status === 409 && tries > 1);
  if (!isDone) return person.surprise("publishDraft", status);
  noteMade(person, made.data.postId, startedAt, true);
  return true;
}

/** Schedules a post for a time at which the program may be dead. */
export async function schedulePost(person: Person): Promise<boolean> {
  const mediaIds = [person.world.random.pick(person.mediaIds)!];
  const startedAt = Date.now();
  const publishAt = new Date(startedAt + SCHEDULED_AFTER_MS).toISOString();
  const { status, data } = await person.make("/posts", {
    mediaIds,
    caption: person.someText(),
    publishAt,
  });
  // The program was away for longer than that.
  if (status === 400) return false;
  if (status !== 201) return person.surprise("schedulePost", status);
  noteMade(person, data.postId, startedAt, false, startedAt + SCHEDULED_AFTER_MS);
  return true;
}

/** Deletes one of the person's own posts. */
export async function deletePost(person: Person): Promise<boolean> {
  const { model, random } = person.world;
  const own = model.livePosts().filter((post) => post.authorId === person.id && post.isReady);
  const post = random.pick(own);
  if (!post) return false;
  post.deletedAt = Date.now();
  const { status, tries } = await person.send({ method: "DELETE", path: `/posts/${post.id}` });
  const isDone = status === 204 || (status === 404 && tries > 1);
  return isDone || person.surprise("deletePost", status);
}

/** Reads the newest page of the feed, which shows nothing twice. */
export async function readFeed(person: Person): Promise<boolean> {
  const ids = await newestInFeed(person, 20);
  if (new Set(ids).size < ids.length) {
    person.world.tally.faults.push(`${person.id} sees a post twice in one page`);
  }
  return true;
}

async function newestInFeed(person: Person, limit: number): Promise<string[]> {
  const { status, data } = await person.get(`/feed?limit=${limit}`);
  if (status === 200) return data.posts.map(({ postId }: { postId: string }) => postId);
  person.surprise("the feed", status);
  return [];
}

function noteMade(
  person: Person,
  id: string,
  startedAt: number,
  isReady: boolean,
  dueAt = startedAt,
): void {
  // A later publication counts as acknowledged at its time.
  const times = { startedAt, ackedAt: Math.max(Date.now(), dueAt), deletedAt: null };
  person.world.model.posts.set(id, { id, authorId: person.id, isReady, ...times });
}
