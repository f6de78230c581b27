import type { PostId } from "../domain/ids.ts";
import type { Context } from "../context/mod.ts";
import type { PostCard } from "../db/posts/cards.ts";
import type { Relations } from "../db/people/relations.ts";
import type { SqlPool } from "../db/sql.ts";
import type { UserCard } from "../db/people/cards.ts";
import { canSeePost } from "../domain/posts/visibility.ts";
import { createApp } from "../routes/app.ts";
import { isMutedPost } from "../reads/posts/muted.ts";
import { type Benchmark, ROUNDS } from "./benchmark.ts";
import { toFeed } from "./feed.ts";
import { median, readable } from "./numbers.ts";
import { FOLLOW_STRIDE, PEOPLE } from "./numbers_of_world.ts";
import type { Person } from "./world.ts";

const VIEWERS = 200;
const POSTS = 30;
const BLOCKS = 20;
const MUTES = 10;
const WORDS = ["spoiler", "football", "season finale", "crypto", "#election", "giveaway"]
  .concat(["#ad", "diet", "stock market", "horoscope"]);
/** How often each read applies the rule: once would be too short to measure. */
const ASKED = 10;
const SHARE_TARGET = 0.1;

/** A page of posts as input for the rule. */
interface Asked {
  viewer: Relations;
  posts: { card: PostCard; author: UserCard }[];
}

/** The share of the visibility rule and mutes in a feed read that is assembled again. */
export const visibility: Benchmark = {
  name: "visibility",
  async run(world) {
    const viewers = world.people.slice(0, VIEWERS);
    await relate(world.sql, viewers);
    await using ctx = await world.openContext();
    const app = createApp(ctx);
    const read = async (viewer: Person) => {
      const { path, token } = toFeed(viewer);
      const headers = { authorization: `Bearer ${token}` };
      const answer = await app.fetch(new Request(`http://localhost${path}`, { headers }));
      return await answer.text();
    };
    const pages = await pagesOf(ctx, viewers, read);
    const rounds: { rule: number; whole: number }[] = [];
    // The first round warms up.
    for (let round = 0; round <= ROUNDS; round++) {
      const whole = await timed(async () => {
        for (const viewer of viewers) {
          ctx.cache.versions.bumpAll(); // no page stays cached
          await read(viewer);
        }
      });
      const rule = await timed(() => {
        for (let time = 0; time < ASKED; time++) pages.forEach(ask);
      });
      if (round > 0) rounds.push({ rule: rule / ASKED / VIEWERS, whole: whole / VIEWERS });
    }
    const share = median(rounds.map(({ rule, whole }) => rule / whole));
    return [{
      name: `the rule of visibility in a feed read of ${POSTS} posts`,
      ours: `${readable(median(rounds.map(({ rule }) => rule)) * 1000)} µs`,
      baseline: `${readable(median(rounds.map(({ whole }) => whole)) * 1000)} µs`,
      ratio: `${readable(share * 100)} %`,
      target: `< ${SHARE_TARGET * 100} %`,
      isMet: share < SHARE_TARGET,
    }];
  },
};

/** Gives each viewer blocks and mutes of people whom they do not follow. */
async function relate(sql: SqlPool, viewers: readonly Person[]): Promise<void> {
  const ids = viewers.map(({ id }) => id);
  // The people between those whom somebody follows are strangers to them.
  const stranger = (table: "blocks" | "mutes", offset: number, count: number) =>
    sql`
      insert into ${sql(table)} (id, ${sql(table === "blocks" ? "blocker_id" : "user_id")},
        ${sql(table === "blocks" ? "blocked_id" : "muted_id")})
      select uuidv7(), v.id, o.id
      from (select id, row_number() over (order by created_at) - 1 as n from users) as v
      cross join generate_series(0, ${count - 1}::int) as k
      join (select id, row_number() over (order by created_at) - 1 as n from users) as o
        on o.n = (v.n + ${offset}::int + k * ${FOLLOW_STRIDE}::int) % ${PEOPLE}::int
      where v.id = any(${ids}::uuid[])
      on conflict do nothing`;
  await stranger("blocks", 2, BLOCKS);
  await stranger("mutes", 3, MUTES);
  await sql`
    insert into muted_words (user_id, word, position)
    select v.id, w.word, w.position
    from unnest(${ids}::uuid[]) as v (id)
    cross join unnest(${WORDS}::text[]) with ordinality as w (word, position)
    on conflict do nothing`;
}

/** Reads each feed once, so that all is in memory. Returns the input that the rule had there. */
async function pagesOf(
  { cache }: Context,
  viewers: readonly Person[],
  read: (viewer: Person) => Promise<string>,
): Promise<Asked[]> {
  const pages: Asked[] = [];
  for (const person of viewers) {
    const { data } = JSON.parse(await read(person));
    const ids: PostId[] = data.posts.map((post: { postId: PostId }) => post.postId);
    if (ids.length !== POSTS) throw new Error(`A feed has ${ids.length} posts`);
    const viewer = await cache.relations.get(person.id);
    const cards = [...(await cache.posts.getMany(ids)).values()];
    const authors = await cache.users.getMany(cards.map((card) => card.authorId));
    const posts = cards.map((card) => ({ card, author: authors.get(card.authorId)! }));
    pages.push({ viewer: viewer!, posts });
  }
  return pages;
}

function ask({ viewer, posts }: Asked): void {
  const now = Date.now();
  for (const { card, author } of posts) {
    const isShown = canSeePost(viewer, card, author) && !isMutedPost(viewer, card, now);
    if (!isShown) throw new Error("A post is hidden that was shown");
  }
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
