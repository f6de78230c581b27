import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Reading } from "../../../context/cache/reading.ts";
import type { ReadCache } from "../../../context/read_cache.ts";
import type { PostId, UserId } from "../../../domain/ids.ts";
import type { CacheName } from "../../../domain/events/invalidations.ts";
import { tagKey } from "../../../domain/text.ts";
import { newId } from "../../../domain/ids.ts";
import type { BatchReads } from "../../../lib/cache/batch_cache.ts";
import { Rope } from "../../../lib/cache/rope.ts";
import { startApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";

/** The ways in which a page reads a thing, and the change that outdates it. */
interface Kind {
  reads: ((reading: Reading, id: string) => unknown)[];
  change(cache: ReadCache, id: string): void;
}

type BatchName = { [K in keyof Reading]: Reading[K] extends BatchReads<unknown> ? K : never }[
  keyof Reading
];

const HOUR_MS = 60 * 60 * 1000;

const invalidated = (name: CacheName): Kind["change"] => (cache, id) =>
  cache.invalidate({ cache: name, id });
const batch = (name: BatchName, change: Kind["change"]): Kind => ({
  reads: [
    (reading, id) => reading[name].peek(id as never),
    (reading, id) => reading[name].get(id as never),
    (reading, id) => reading[name].getMany([newId(), id] as never[]),
  ],
  change,
});

/** No page shows these, or depends on them. */
type Unread =
  | "comment"
  | "session"
  | "conversation"
  | "conversation_members"
  | "memberships"
  | "message"
  | "rights";

const KINDS: Record<Exclude<CacheName, Unread> | "counters", Kind> = {
  post: batch("posts", invalidated("post")),
  user: batch("users", invalidated("user")),
  relations: batch("relations", invalidated("relations")),
  author_posts: batch("recentPosts", invalidated("author_posts")),
  reposts: batch("recentReposts", invalidated("reposts")),
  space: batch("spaces", invalidated("space")),
  space_posts: batch("recentSpacePosts", invalidated("space_posts")),
  counters: batch(
    "counters",
    (cache, id) =>
      cache.applyCounters({ postId: id as PostId, likes: 1, comments: 0, reposts: 0, rev: 1 }),
  ),
  viewer_states: {
    reads: [
      (reading, id) => reading.viewerStates.peek(id as UserId),
      (reading, id) => reading.viewerStates.get(id as UserId, []),
    ],
    change: (cache, id) => cache.recordViewerState(id as UserId, newId(), { isLiked: true }),
  },
  tag_posts: {
    reads: [(reading, id) => reading.recentTagged(id)],
    change: (cache, id) => cache.invalidate({ cache: "tag_posts", id: tagKey(id) }),
  },
};

const things = fc.array(
  fc.record({
    kind: fc.constantFrom(...Object.values(KINDS)),
    read: fc.nat(),
    id: fc.constant(null).map(newId),
  }),
  { minLength: 1, maxLength: 12 },
);

Deno.test("a page is dropped when any thing changes that was read for it", async () => {
  await using app = await startApp();
  const { cache, pages } = app.ctx;
  const rendered = { text: new Rope(["page"]), validUntil: Infinity };
  const property = fc.asyncProperty(things, fc.nat(), async (read, nth) => {
    const reading = cache.reading();
    for (const { kind, read: way, id } of read) {
      await kind.reads[way % kind.reads.length]!(reading, id);
    }
    pages.set("key", rendered, reading);
    assertEquals(pages.get("key"), rendered.text);
    const { kind, id } = read[nth % read.length]!;
    kind.change(cache, id);
    assertEquals(pages.get("key"), null);
  });
  await fc.assert(property, { numRuns: 200 });
});

Deno.test("a page is dropped when a thing changes while it is made", async () => {
  await using app = await startApp();
  const { cache, pages } = app.ctx;
  for (const { reads, change } of Object.values(KINDS)) {
    const id = newId();
    const reading = cache.reading();
    await reads[0]!(reading, id);
    change(cache, id);
    pages.set("key", { text: new Rope(["page"]), validUntil: Infinity }, reading);
    assertEquals(pages.get("key"), null);
  }
});

Deno.test("a page ends with the first mute of its reader, and with its first address", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const now = Date.now();
  const [firstEnd, lastEnd] = [new Date(now + HOUR_MS), new Date(now + 2 * HOUR_MS)] as const;
  for (const [muted, until] of [[bob, lastEnd], [cyd, firstEnd]] as const) {
    ok(await ada.post(`/users/${muted.id}/mute`, { until }), 200);
  }
  const { cache, pages } = app.ctx;
  await cache.relations.get(ada.id);
  for (const read of KINDS.relations.reads) {
    const reading = cache.reading();
    await read(reading, ada.id);
    assertEquals(reading.validUntil, firstEnd.getTime());
  }
  pages.set("key", { text: new Rope(["page"]), validUntil: Date.now() }, cache.reading());
  assertEquals(pages.get("key"), null);
});

Deno.test("a page is dropped when the authors change whose posts are merged", async () => {
  await using app = await startApp();
  const { cache, pages } = app.ctx;
  const reading = cache.reading();
  await reading.pulledAuthors();
  const text = new Rope(["page"]);
  pages.set("key", { text, validUntil: Infinity }, reading);
  assertEquals(pages.get("key"), text);
  cache.pulledAuthors.clear();
  assertEquals(pages.get("key"), null);
});
