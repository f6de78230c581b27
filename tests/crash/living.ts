import {
  comment,
  deleteComment,
  follow,
  like,
  readAll,
  readOne,
  unfollow,
  unlike,
} from "./engaging.ts";
import type { Person } from "./person.ts";
import { deletePost, publish, publishDraft, readFeed, schedulePost, upload } from "./posting.ts";
import { repost, undoRepost } from "./reposting.ts";
import { deleteMessage, readTalk, say } from "./talking.ts";
import { delay } from "../../lib/delay.ts";

const DOINGS = {
  publish,
  like,
  unlike,
  repost,
  undoRepost,
  comment,
  deleteComment,
  follow,
  unfollow,
  readOne,
  readAll,
  deletePost,
  publishDraft,
  schedulePost,
  readFeed,
  upload: async (person: Person) => await upload(person) !== "",
  watch,
  say,
  readTalk,
  deleteMessage,
};
const WEIGHTS: Readonly<Record<keyof typeof DOINGS, number>> = {
  publish: 12,
  like: 25,
  unlike: 8,
  repost: 8,
  undoRepost: 4,
  comment: 16,
  deleteComment: 4,
  follow: 5,
  unfollow: 3,
  readOne: 4,
  readAll: 1,
  deletePost: 3,
  publishDraft: 1,
  schedulePost: 1,
  readFeed: 6,
  upload: 1,
  watch: 2,
  say: 20,
  readTalk: 5,
  deleteMessage: 2,
};
const WATCHED_MAX = 8;

/** Acts until the signal aborts. */
export async function live(person: Person, stop: AbortSignal): Promise<void> {
  const { random, tally } = person.world;
  while (!stop.aborted) {
    const what = random.weighted(WEIGHTS);
    if (await DOINGS[what](person)) tally.count(what);
    await delay(random.int(20, 150));
  }
}

/** Subscribes to the topic of a post. */
function watch(person: Person): Promise<boolean> {
  const post = person.listener.watched < WATCHED_MAX ? person.somePost() : null;
  if (post) person.listener.watch(post.id);
  return Promise.resolve(post !== null);
}
