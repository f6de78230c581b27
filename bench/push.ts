import { type Benchmark, lineOfOurs } from "./benchmark.ts";
import { HttpConnection, requestBytes } from "./http_connection.ts";
import { load } from "./load.ts";
import { openLives } from "./live_socket.ts";
import { percentile, readable } from "./numbers.ts";
import type { World } from "./world.ts";

const SOCKETS = 1000;
const LIKERS = 1000;
const LIKES_PER_SECOND = 500;
const SECONDS = 10;
/** Likes of the first seconds are not counted, because code warms up. */
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 64;
const ARRIVING_MS_MAX = 5000;
const TARGET_MS = 50;

/** The time from sending a like until its author's open socket receives the notification. */
export const push: Benchmark = {
  name: "push",
  async run(world) {
    await using program = await world.startTintype();
    const authors = world.people.slice(0, SOCKETS);
    const likes = await planLikes(world, authors.map((author) => author.id));
    await seeFirst(program.port, likes);
    const sentAt = new Map<string, number>();
    const times: number[] = [];
    const all = Promise.withResolvers<void>();
    let heard = 0;
    const sockets = await openLives(program.port, authors, (_, { type, data }) => {
      if (type !== "notification.created") return;
      const from = sentAt.get(String(data.postId));
      if (from === undefined) throw new Error("A notification without a cause");
      times.push(performance.now() - from);
      if (++heard === likes.length) all.resolve();
    });
    await send(program.port, likes, sentAt);
    const late = setTimeout(() => all.resolve(), ARRIVING_MS_MAX);
    await all.promise;
    clearTimeout(late);
    await Promise.all(sockets.map((socket) => socket.close()));
    if (heard < likes.length) {
      throw new Error(`${likes.length - heard} of ${likes.length} likes did not arrive`);
    }
    const counted = times.slice(WARM_UP_SECONDS * LIKES_PER_SECOND);
    const [p50, p99] = [percentile(counted, 50), percentile(counted, 99)];
    return [lineOfOurs({
      name: `like to the author's socket, ${SOCKETS} sockets, ${LIKES_PER_SECOND} likes/s`,
      ours: `p50 ${readable(p50)} ms, p99 ${readable(p99)} ms`,
      target: `p99 < ${TARGET_MS} ms`,
      isMet: p99 < TARGET_MS,
    })];
  },
};

interface PlannedLike {
  postId: string;
  token: string;
  request: Uint8Array;
}

/** Returns one like for each post, author by author in turn; those who like are not authors. */
async function planLikes(world: World, authorIds: string[]): Promise<PlannedLike[]> {
  const count = (WARM_UP_SECONDS + SECONDS) * LIKES_PER_SECOND;
  const posts = await world.sql<{ id: string }[]>`
    select p.id
    from unnest(${authorIds}::uuid[]) with ordinality as a (id, n)
    cross join lateral (
      select p.id, row_number() over (order by p.sort_id desc) as turn
      from posts p where p.author_id = a.id and p.sort_id is not null
    ) p
    order by p.turn, a.n limit ${count}`;
  const likers = world.people.slice(SOCKETS, SOCKETS + LIKERS);
  return posts.map(({ id }, n) => {
    const { token } = likers[n % likers.length]!;
    return { postId: id, token, request: requestBytes("POST", `/api/v1/posts/${id}/like`, token) };
  });
}

/** Lets everybody see the post that they will like. */
async function seeFirst(port: number, likes: readonly PlannedLike[]): Promise<void> {
  await load({
    port,
    connections: CONNECTIONS,
    method: "GET",
    targets: likes.map(({ postId, token }) => ({ path: `/api/v1/posts/${postId}`, token })),
    isOnce: true,
  });
}

async function send(
  port: number,
  likes: readonly PlannedLike[],
  sentAt: Map<string, number>,
): Promise<void> {
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => HttpConnection.open(port)),
  );
  const startedAt = performance.now();
  let taken = 0;
  await Promise.all(connections.map(async (connection) => {
    while (taken < likes.length) {
      const turn = taken++;
      const { postId, request } = likes[turn]!;
      const dueAt = startedAt + turn * 1000 / LIKES_PER_SECOND;
      const wait = dueAt - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      // If a like waited for a connection, its time starts when it was due.
      sentAt.set(postId, wait > 0 ? performance.now() : dueAt);
      const { status } = await connection.send(request);
      if (status !== 200) throw new Error(`A like returned ${status}`);
    }
    connection[Symbol.dispose]();
  }));
}
