import { assertEquals } from "@std/assert";
import { IdSequence } from "../../../domain/ids.ts";
import { startApp } from "../../helpers/app/app.ts";
import { follow, ok, publish, walkList } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";
import { block } from "../../helpers/people/social.ts";

/** More posts than one search block ranks, and more than are checked one by one. */
const [FOUND, HIDDEN] = [5200, 1600];

const search = async (person: Person, query: string) =>
  ok(await person.get(`/search/posts?${query}`), 200).data;

Deno.test("pages have numbers and cursors, and viewers see only posts for them", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  for (let n = 0; n < 7; n++) {
    const privacy = n === 3 ? "followers" : n === 4 ? "private" : "public";
    await publish(app, ada, { caption: `sea ${n}`, privacy });
  }
  const walked = await walkList(bob, "/search/posts?q=sea", "posts", 2);
  assertEquals(walked.length, 6);
  assertEquals(
    walked.map((post) => post.snippet[0]),
    Array(6).fill({ text: "sea", isMatch: true }),
  );
  const pages = [];
  for (const page of [1, 2, 3, 4]) pages.push(await search(bob, `q=sea&limit=2&page=${page}`));
  const numbered = pages.flatMap(({ posts }) => posts.map((post: Json) => post.postId));
  assertEquals(numbered, walked.map((post) => post.postId));
  assertEquals(
    pages.map(({ pagination }) => [pagination.page, pagination.total, pagination.hasMore]),
    [[1, 6, true], [2, 6, true], [3, 6, false], [4, 6, false]],
  );
  const { nextCursor } = pages[1].pagination;
  assertEquals((await search(bob, `q=sea&limit=2&cursor=${nextCursor}`)).posts, pages[2].posts);
  assertEquals((await search(cora, "q=sea&page=1")).pagination.total, 5);
  const anonymous = await (await app.fetch("/api/v1/posts/search?q=sea&page=1")).json();
  assertEquals(anonymous.data.pagination.total, 5);
  assertEquals((await search(ada, "q=sea&page=1")).pagination.total, 7);
});

Deno.test("a walk finds each post once that was there throughout, while others come, go and are hidden", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  const kept: string[] = [];
  for (let n = 0; n < 12; n++) {
    kept.push((await publish(app, ada, { caption: "sea ".repeat(1 + n % 4) })).postId);
  }
  const gone = await publish(app, cora, { caption: "sea sea" });
  await publish(app, dan, { caption: "sea" });
  const seen: string[] = [];
  let cursor = "";
  for (let page = 0; cursor !== null; page++) {
    const data = await search(bob, `q=sea&limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...data.posts.map((post: Json) => post.postId));
    cursor = data.pagination.nextCursor;
    if (page === 1) ok(await cora.delete(`/posts/${gone.postId}`), 204);
    if (page === 2) await block(app, dan, bob);
    await publish(app, ada, { caption: "sea ".repeat(1 + page % 4) });
  }
  assertEquals(seen.filter((id) => kept.includes(id)).sort(), kept.sort());
  assertEquals(new Set(seen).size, seen.length);
});

Deno.test("a search continues below more hidden posts than it reads at once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { sql } = app.ctx;
  const ids = new IdSequence();
  const posts = Array.from({ length: FOUND }, (_, n) => {
    const [id, privacy] = [ids.next(), n < FOUND - HIDDEN ? "public" : "private"];
    return { id, authorId: ada.id, sortId: id, status: "published", caption: "sea", privacy };
  });
  await sql`insert into posts ${sql(posts)}`;
  const newest = posts.slice(0, -HIDDEN).slice(-3).reverse();
  const { posts: seen } = await search(bob, "q=sea&limit=3");
  assertEquals(seen.map((post: Json) => post.postId), newest.map(({ id }) => id));
});

// deno-lint-ignore no-explicit-any -- tests read answers freely
type Json = any;
