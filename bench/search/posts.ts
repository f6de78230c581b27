import type { Context } from "../../context/mod.ts";
import type { Benchmark, Line } from "../benchmark.ts";
import { type Ask, type Get, getter, searchLine } from "./requests.ts";
import { fillForSearch, POSTS_SEARCHED, wordsOfFrequency } from "./search_world.ts";
import type { World } from "../world.ts";

const TARGET_MS = 200;
const DEEP_PAGES = 15;

/** Times of searches in 100,000 posts, compared with a scan of all captions. */
export const search: Benchmark = {
  name: "search",
  async run(world) {
    await fillForSearch(world.sql);
    await using ctx = await world.openContext();
    const get = getter(ctx, world.people.slice(0, 100));
    const common = await wordsOfFrequency(world.sql, POSTS_SEARCHED / 10, POSTS_SEARCHED, 20);
    const rare = await wordsOfFrequency(world.sql, 5, 50, 200);
    const names = await namesIn(world);
    const at = <T>(list: readonly T[], n: number) => list[n % list.length]!;
    const posts = (query: (n: number) => string): Ask => (n) =>
      get(n, `/search/posts?${query(n)}`, "posts");
    const scan = (words: readonly string[]): Ask => (n) => scanCaptions(ctx, at(words, n));
    const deep = await deepCursors(get, common);
    const town = await placesIn(world);
    const kinds: [string, Ask, Ask?][] = [
      ["posts by a common word", posts((n) => `q=${at(common, n)}`), scan(common)],
      ["posts by a rare word", posts((n) => `q=${at(rare, n)}`), scan(rare)],
      ["posts by the beginning of a word", posts((n) => `q=${at(rare, n).slice(0, 3)}`)],
      ["posts by a common and a rare word", posts((n) => `q=${at(common, n)}+${at(rare, n)}`)],
      ["posts by a word, format and camera", posts((n) => filtered(at(common, n)))],
      ["posts by a tag", posts((n) => `tags=${at(common, n)}`)],
      ["posts by a word near a place", posts((n) => `q=${at(common, n)}&near=${at(town, n)}`)],
      ["posts near a place", posts((n) => `near=${at(town, n)}&radius=100`)],
      [`posts by a common word, page ${DEEP_PAGES}`, (n) => deep(n)],
      ["people by a name with a slip", (n) => get(n, `/search/users?q=${at(names, n)}`, "users")],
      ["people by a letter", (n) => get(n, `/search/users?q=${"abcdef"[n % 6]}`, "users")],
    ];
    const lines: Line[] = [];
    for (const [name, ask, baseline] of kinds) {
      lines.push(await searchLine({ name, targetMs: TARGET_MS, ask, baseline }));
    }
    return lines;
  },
};

function filtered(word: string): string {
  return `q=${word}&format=png&camera=${encodeURIComponent("camera 7")}&from=2020-01-01`;
}

/** Scans all captions, as a program without an index does. */
function scanCaptions({ sql }: Context, word: string) {
  return sql`
    select p.id, p.caption, u.username from posts p join users u on u.id = p.author_id
    where p.privacy = 'public' and p.deleted_at is null and not u.is_private
      and p.caption ilike ${`%${word}%`}
    order by p.sort_id desc limit 20`;
}

/** Returns requests for a page far down in the results. */
async function deepCursors(get: Get, words: readonly string[]): Promise<Ask> {
  const paths = await Promise.all(words.map(async (word, n) => {
    let path = `/search/posts?q=${word}`;
    for (let page = 1; page < DEEP_PAGES; page++) {
      const { nextCursor } = await get(n, path, "posts");
      path = `/search/posts?q=${word}&cursor=${nextCursor}`;
    }
    return path;
  }));
  return (n) => get(n, paths[n % paths.length]!, "posts");
}

async function placesIn({ sql }: World): Promise<string[]> {
  const rows = await sql<{ place: string }[]>`
    select latitude || ',' || longitude as place from posts where latitude is not null limit 50`;
  return rows.map((row) => row.place);
}

/** Returns names of people with two letters swapped. */
async function namesIn({ sql }: World): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select lower(split_part(full_name, ' ', 2)) as name from users limit 200`;
  return rows.map(({ name }) => name.slice(0, 2) + name[3] + name[2] + name.slice(4));
}
