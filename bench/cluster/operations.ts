import { toFeed } from "../feed.ts";
import { allDelivered } from "../likes.ts";
import { load, type Target } from "../load.ts";
import { percentile } from "../numbers.ts";
import { openPush } from "../push.ts";
import type { World } from "../world.ts";
import { type CpuSeconds, microsecondsEach } from "./cpu.ts";
import { type Instances, spreadLoad } from "./instances.ts";

/** The CPU of an operation by part, in microseconds, and its speed or latency. */
export interface Cost {
  cpu: CpuSeconds;
  perSecond?: number;
  /** From a like to the socket of its author, in milliseconds. */
  latency?: { p50: number; p99: number };
}

/** Something that people do. No run repeats the likes of another. */
export interface Operation {
  name: string;
  measure(world: World, instances: Instances, run: number): Promise<Cost>;
}

const LIKED_POSTS = 1000;
const LIKES_ON_ONE = 1900;
const LIKES_ON_MANY = 8000;
/** Distances in the list of posts, with which nobody likes a post twice. */
const LAP = 7;
const RUN = 31;
const PACED_LIKES = { count: 1200, perSecond: 400 };
/** No multiple of a number of instances, so each viewer reads at all of them. */
const VIEWERS = 97;
const FEED_READS = 100 * VIEWERS;
const COMMENTS = 1600;
const POSTS = 100;
const PUSH = { sockets: 200, likers: 200, perSecond: 100, seconds: 4 };

/** All operations that are measured. */
export const operations: readonly Operation[] = [
  loadOperation("likes on one post, 64 clients", 64, "POST", async (world, run) => {
    const postId = (await listPosts(world))[LIKED_POSTS + run]!;
    return world.people.slice(0, LIKES_ON_ONE).map((liker) => likeOf(postId, liker));
  }),
  loadOperation("likes on 1,000 posts, 64 clients", 64, "POST", (world, run) => {
    return likesOnMany(world, LIKES_ON_MANY, run);
  }),
  loadOperation(
    `likes on 1,000 posts, ${PACED_LIKES.perSecond}/s`,
    64,
    "POST",
    (world, run) => likesOnMany(world, PACED_LIKES.count, run, LIKED_POSTS / 2),
    PACED_LIKES.perSecond,
  ),
  loadOperation("feed reads, 64 clients", 64, "GET", async (world, _, instances) => {
    const viewers = world.people.slice(0, VIEWERS);
    const targets = viewers.map(toFeed);
    // The first read of a feed writes its rows.
    for (const { port } of instances.programs) {
      await load({ port, connections: 4, method: "GET", targets, isOnce: true });
    }
    return Array.from({ length: FEED_READS }, (_, n) => toFeed(viewers[n % VIEWERS]!));
  }),
  loadOperation("comments, 32 clients", 32, "POST", async (world) => {
    const posts = (await listPosts(world)).slice(0, 100);
    return world.people.slice(0, COMMENTS).map(({ token }, n) => ({
      path: `/api/v1/posts/${posts[n % posts.length]}/comments`,
      token,
      body: { content: "What a light" },
    }));
  }),
  loadOperation("posts to 50 followers, 8 clients", 8, "POST", (world, run) => {
    return Promise.resolve(postsOf(world, POSTS, run));
  }),
  {
    name: `likes to sockets, ${PUSH.sockets} sockets, ${PUSH.perSecond}/s`,
    async measure(world, instances, round) {
      const ports = instances.programs.map(({ port }) => port);
      await using push = await openPush(world, ports, { ...PUSH, round });
      await allDelivered(world.sql);
      const before = await instances.cpu();
      const times = await push.send();
      await allDelivered(world.sql);
      const cpu = microsecondsEach(before, await instances.cpu(), times.length);
      return { cpu, latency: { p50: percentile(times, 50), p99: percentile(times, 99) } };
    },
  },
];

/** Returns posts of authors who have no sockets, each with as many followers as everybody has. */
export function postsOf({ people }: World, count: number, run: number): Target[] {
  const authors = people.slice(PUSH.sockets);
  return Array.from({ length: count }, (_, n) => ({
    path: "/api/v1/posts",
    token: authors[(run * count + n) % authors.length]!.token,
    body: { mediaIds: [], caption: "First light over the water", privacy: "public" },
  }));
}

function loadOperation(
  name: string,
  connections: number,
  method: "GET" | "POST",
  targetsOf: (world: World, run: number, instances: Instances) => Promise<Target[]>,
  perSecond?: number,
): Operation {
  return {
    name,
    async measure(world, instances, run) {
      const targets = await targetsOf(world, run, instances);
      await allDelivered(world.sql);
      const before = await instances.cpu();
      const pace = perSecond === undefined ? {} : { perSecond };
      const spec = { connections, method, targets, isOnce: true, ...pace };
      const result = await spreadLoad(instances, spec);
      await allDelivered(world.sql);
      const cpu = microsecondsEach(before, await instances.cpu(), result.requests);
      return { cpu, perSecond: result.perSecond };
    },
  };
}

const likeOf = (postId: string, { token }: { token: string }): Target => ({
  path: `/api/v1/posts/${postId}/like`,
  token,
});

async function likesOnMany(world: World, count: number, run: number, from = 0): Promise<Target[]> {
  const { people } = world;
  const posts = await listPosts(world);
  return Array.from({ length: count }, (_, n) => {
    const person = n % people.length;
    const place = person + from + LAP * Math.floor(n / people.length) + RUN * run;
    return likeOf(posts[place % LIKED_POSTS]!, people[person]!);
  });
}

/** Returns posts to like, and one for each run on a single post. Their authors have no sockets. */
async function listPosts({ sql, people }: World): Promise<string[]> {
  const authorIds = people.slice(PUSH.sockets).map(({ id }) => id);
  const rows = await sql<{ id: string }[]>`
    select id from posts where author_id = any(${authorIds})
    order by created_at limit ${2 * LIKED_POSTS}`;
  return rows.map((row) => row.id);
}
