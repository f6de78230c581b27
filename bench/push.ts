import { type Benchmark, lineOfOurs } from "./benchmark.ts";
import { HttpConnection, requestBytes } from "./http_connection.ts";
import { load } from "./load.ts";
import { openLives } from "./live_socket.ts";
import { percentile, readable } from "./numbers.ts";
import { once } from "../lib/once.ts";
import type { World } from "./world.ts";

const PLAN: PushPlan = { sockets: 1000, likers: 1000, perSecond: 500, seconds: 13 };
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
    await using pushing = await openPush(world, [program.port], PLAN);
    const counted = (await pushing.send()).slice(WARM_UP_SECONDS * PLAN.perSecond);
    const [p50, p99] = [percentile(counted, 50), percentile(counted, 99)];
    return [lineOfOurs({
      name: `like to the author's socket, ${PLAN.sockets} sockets, ${PLAN.perSecond} likes/s`,
      ours: `p50 ${readable(p50)} ms, p99 ${readable(p99)} ms`,
      target: `p99 < ${TARGET_MS} ms`,
      isMet: p99 < TARGET_MS,
    })];
  },
};

/** Sockets of authors, and people who like their posts. Each round takes other posts. */
export interface PushPlan {
  sockets: number;
  likers: number;
  perSecond: number;
  seconds: number;
  round?: number;
}

/** Open sockets of authors, and likes to send. */
export interface Push extends AsyncDisposable {
  /** Sends the likes; returns how many milliseconds each took to its author, in their order. */
  send(): Promise<number[]>;
}

/** Opens the sockets of authors, spread over programs. */
export async function openPush(
  world: World,
  ports: readonly number[],
  plan: PushPlan,
): Promise<Push> {
  const authors = world.people.slice(0, plan.sockets);
  const likes = await planLikes(world, authors.map((author) => author.id), plan);
  await Promise.all(ports.map((port) => seeFirst(port, likes)));
  const sentAt = new Map<string, number>();
  const times: number[] = [];
  const all = Promise.withResolvers<void>();
  const listen = (port: number, number: number) =>
    openLives(port, authors.filter((_, n) => n % ports.length === number), (_, { type, data }) => {
      if (type !== "notification.created") return;
      const from = sentAt.get(String(data.postId));
      if (from === undefined) throw new Error("A notification without a cause");
      times.push(performance.now() - from);
      if (times.length === likes.length) all.resolve();
    });
  const sockets = (await Promise.all(ports.map(listen))).flat();
  return {
    async send() {
      await sendAll(ports, likes, plan.perSecond, sentAt);
      const late = setTimeout(() => all.resolve(), ARRIVING_MS_MAX);
      await all.promise;
      clearTimeout(late);
      const missing = likes.length - times.length;
      if (missing > 0) throw new Error(`${missing} of ${likes.length} likes did not arrive`);
      return times;
    },
    [Symbol.asyncDispose]: once(async () =>
      void await Promise.all(sockets.map((socket) => socket.close()))
    ),
  };
}

interface PlannedLike {
  postId: string;
  token: string;
  request: Uint8Array;
}

/** Returns one like for each post, author by author in turn; those who like are not authors. */
async function planLikes(
  world: World,
  authorIds: string[],
  { sockets, likers: count, perSecond, seconds, round = 0 }: PushPlan,
): Promise<PlannedLike[]> {
  const posts = await world.sql<{ id: string }[]>`
    select p.id
    from unnest(${authorIds}::uuid[]) with ordinality as a (id, n)
    cross join lateral (
      select p.id, row_number() over (order by p.sort_id desc) as turn
      from posts p where p.author_id = a.id and p.sort_id is not null
    ) p
    order by p.turn, a.n limit ${perSecond * seconds} offset ${round * perSecond * seconds}`;
  const likers = world.people.slice(sockets, sockets + count);
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

async function sendAll(
  ports: readonly number[],
  likes: readonly PlannedLike[],
  perSecond: number,
  sentAt: Map<string, number>,
): Promise<void> {
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, n) => HttpConnection.open(ports[n % ports.length]!)),
  );
  const startedAt = performance.now();
  let taken = 0;
  await Promise.all(connections.map(async (connection) => {
    while (taken < likes.length) {
      const turn = taken++;
      const { postId, request } = likes[turn]!;
      const dueAt = startedAt + turn * 1000 / perSecond;
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
