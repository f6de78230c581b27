import { type Benchmark, lineOfOurs } from "./benchmark.ts";
import { toFeed, warm } from "./feed.ts";
import { load } from "./load.ts";
import { median, percentile, readable } from "./numbers.ts";
import { PEOPLE, SPARE_PICTURES } from "./numbers_of_world.ts";
import type { Person, World } from "./world.ts";

const READERS = 500;
const READS_PER_SECOND = 500;
const CONNECTIONS = 32;
/** Posts that are published one after another; the first one warms up. */
const POSTS = 6;
const ASK_MS = 5;
const PAUSE_MS = 500;
/** How long others read, while the posts are delivered. */
const READING_SECONDS = 30;
const TARGET_SECONDS = 2;
const TARGET_READ_MS = 50;

/** A post by an author with 10,000 active followers, while others read their feeds. */
export const fanOut: Benchmark = {
  name: "fan_out",
  async run(world) {
    const author = world.people.at(-1)!;
    await followByAll(world, author);
    await using program = await world.startTintype();
    const readers = world.people.slice(0, READERS);
    await warm(program.port, readers);
    const pictures = await listPictures(world, author);

    const reading = load({
      port: program.port,
      connections: CONNECTIONS,
      method: "GET",
      targets: readers.map(toFeed),
      perSecond: READS_PER_SECOND,
      seconds: READING_SECONDS,
      keepsSamples: true,
    });
    await pause();
    const spans: { from: number; to: number }[] = [];
    for (const picture of pictures.slice(0, POSTS)) {
      const from = now();
      const postId = await publish(program.port, author, picture);
      await delivered(world, postId);
      spans.push({ from, to: now() });
      await checkRows(program.kvPath, world, postId);
      await pause();
    }
    const { samples } = await reading;

    const counted = spans.slice(1);
    const seconds = median(counted.map(({ from, to }) => (to - from) / 1000));
    const meanwhile = samples.filter(([at, ms]) =>
      counted.some(({ from, to }) => at < to && at + ms > from)
    );
    const p99 = percentile(meanwhile.map(([, ms]) => ms), 99);
    return [
      lineOfOurs({
        name: "post in the feeds of 10,000 followers",
        ours: `${readable(seconds)} s`,
        target: `< ${TARGET_SECONDS} s`,
        isMet: seconds < TARGET_SECONDS,
      }),
      lineOfOurs({
        name: `feed reads meanwhile, ${READS_PER_SECOND}/s`,
        ours: `p99 ${readable(p99)} ms`,
        target: `p99 < ${TARGET_READ_MS} ms`,
        isMet: p99 < TARGET_READ_MS,
      }),
    ];
  },
};

const now = () => performance.timeOrigin + performance.now();
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

async function followByAll({ sql }: World, author: Person): Promise<void> {
  await sql`
    insert into follows (id, follower_id, followee_id)
    select uuidv7(), id, ${author.id} from users where id <> ${author.id}
    on conflict do nothing`;
  await sql`update users set followers_count = ${PEOPLE} where id = ${author.id}`;
  await sql`vacuum (analyze) follows`;
}

async function listPictures({ sql }: World, author: Person): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from media m
    where owner_id = ${author.id}
      and not exists (select from post_media pm where pm.media_id = m.id)
    limit ${SPARE_PICTURES}`;
  return rows.map((row) => row.id);
}

async function publish(port: number, author: Person, mediaId: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/posts`, {
    method: "POST",
    headers: { authorization: `Bearer ${author.token}`, "content-type": "application/json" },
    body: JSON.stringify({ mediaIds: [mediaId], caption: "To all of you", privacy: "public" }),
  });
  const answer = await response.json();
  if (response.status !== 201) throw new Error(`The post returned ${JSON.stringify(answer)}`);
  return answer.data.postId;
}

/** Resolves when the outbox has no event of the post. */
async function delivered({ sql }: World, postId: string): Promise<void> {
  for (;;) {
    const [waiting] = await sql`
      select from outbox where event ->> 'postId' = ${postId} limit 1`;
    if (!waiting) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

/** Checks that each follower's rows contain the post. */
async function checkRows(kvPath: string, { people }: World, postId: string): Promise<void> {
  using kv = await Deno.openKv(kvPath);
  const keys = people.slice(0, PEOPLE).map(({ id }) => ["user", id, "feed", postId]);
  let missing = 0;
  for (let from = 0; from < keys.length; from += 10) {
    const rows = await kv.getMany(keys.slice(from, from + 10));
    missing += rows.filter((row) => row.versionstamp === null).length;
  }
  if (missing > 0) throw new Error(`${missing} feeds do not hold the post`);
}
