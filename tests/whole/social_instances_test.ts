import { assert, assertEquals, assertLess } from "@std/assert";
import { follow, ok } from "../helpers/people/steps.ts";
import type { Live } from "../helpers/realtime/live.ts";
import type { Answer, Person } from "../helpers/people/person.ts";
import { at, openStores } from "../helpers/app/stores.ts";

const EFFECT_MS_MAX = 1000;
const PATIENCE_MS = 10_000;
const ENV = { PHOTO_ONLY: "false" };

/** A way to hide a post from a reader, at a different instance from the reader's. */
interface Cut {
  title: string;
  /** True if the reader follows the author; otherwise the reader sees only public posts. */
  isFollower: boolean;
  /** Whether the author or only one post is hidden from the reader. */
  loses: "author" | "post";
  /** Whether the stream of the post ends, or only sends no more events. */
  ends: boolean;
  take(author: Person, reader: Person, postId: string): Promise<Answer>;
}

const CUTS: Cut[] = [
  {
    title: "a block",
    isFollower: true,
    loses: "author",
    ends: true,
    take: (author, reader) => author.post(`/users/${reader.id}/block`),
  },
  {
    title: "an unfollow",
    isFollower: true,
    loses: "author",
    ends: true,
    take: (author, reader) => reader.delete(`/users/${author.id}/follow`),
  },
  {
    title: "removing a follower",
    isFollower: true,
    loses: "author",
    ends: true,
    take: (author, reader) => author.delete(`/users/me/followers/${reader.id}`),
  },
  {
    title: "narrowing a post",
    isFollower: true,
    loses: "post",
    ends: true,
    take: (author, _, postId) => author.patch(`/posts/${postId}`, { privacy: "close_friends" }),
  },
  {
    title: "deleting a post",
    isFollower: true,
    loses: "post",
    ends: false,
    take: (author, _, postId) => author.delete(`/posts/${postId}`),
  },
  {
    title: "going private",
    isFollower: false,
    loses: "author",
    ends: false,
    take: (author) => author.patch("/users/me", { isPrivate: true }),
  },
];

/** Polls until the condition holds; returns how long that took, in milliseconds. */
async function until(reads: () => Promise<boolean>, what: string): Promise<number> {
  const startedAt = performance.now();
  while (!await reads()) assert(performance.now() - startedAt < PATIENCE_MS, what);
  return performance.now() - startedAt;
}

const eventsOf = async (live: Live) =>
  (await live.unread()).filter((frame) => frame.op === "event").map(({ event }) => event.type);

for (const { title, isFollower, loses, ends, take } of CUTS) {
  Deno.test(`${title} at one instance takes effect at the other within a second`, async () => {
    await using stores = await openStores();
    await using here = await stores.start(ENV);
    await using there = await stores.start(ENV);
    const [ada, bob, cora] = await here.app.people("ada", "bob", "cora");
    if (isFollower) await follow(here.app, bob, ada);
    await here.app.ctx.sql`update users set last_active_at = now()`;
    const post = { mediaIds: [], caption: "Lake", privacy: isFollower ? "followers" : "public" };
    const { postId } = ok(await ada.post("/posts", post), 201).data;
    const reader = at(there, bob);
    const paths = [`/posts/${postId}`, isFollower ? "/feed" : "/feed/public", "/users/@ada/posts"];
    const shown = async () => {
      const answers = await Promise.all(paths.map((path) => reader.get(path)));
      return answers.filter(({ body }) => JSON.stringify(body).includes("Lake")).length;
    };
    await until(async () => await shown() === paths.length, "the post to be seen");
    await using live = await there.open(reader);
    await live.subscribe("user", `post:${postId}`);
    await live.next("post.counters");

    const { status } = await take(ada, bob, postId);
    assert([200, 204].includes(status));
    const milliseconds = await until(async () => await shown() === 0, "the post to vanish");
    assertLess(milliseconds, EFFECT_MS_MAX);
    if (ends) {
      const { error } = await live.frame((frame) => frame.op === "error");
      assertEquals([error.code, error.details], ["not_found", { topic: `post:${postId}` }]);
    } else if (title === "deleting a post") await live.next("post.deleted");
    await ada.post(`/posts/${postId}/comments`, { content: "Among us" });
    if (loses === "author") ok(await ada.post("/posts", { ...post, privacy: "followers" }), 201);
    await Promise.all([here, there].map(({ app }) => app.settled()));
    // An event of another user arrives after all of these.
    ok(await cora.post(`/users/${bob.id}/follow`), 200);
    await live.next("notification.created");
    const silent = (await eventsOf(live)).filter((type) => type !== "follow.updated");
    assertEquals(silent, []);
  });
}
