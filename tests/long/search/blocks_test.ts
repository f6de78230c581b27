import { assert, assertEquals } from "@std/assert";
import { IdSequence } from "../../../domain/ids.ts";
import { startApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";

const POSTS = 6000;
const GONE_EVERY = 10;

Deno.test("a walk through several search blocks visits each post once, while others appear and disappear", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { sql } = app.ctx;
  const now = Date.now();
  const ids = new IdSequence();
  const rows = (count: number, from: number) =>
    Array.from({ length: count }, (_, n) => {
      const id = ids.next(from + n);
      const caption = `${"sea ".repeat(1 + n % 5)}${n % 100 === 0 ? " rare" : ""}`;
      return { id, authorId: ada.id, sortId: id, status: "published", caption };
    });
  const posts = rows(POSTS, now - POSTS);
  await sql`insert into posts ${sql(posts)}`;
  const later = rows(POSTS / 100, now + 1000);
  const seen: string[] = [];
  const gone: string[] = [];
  let path: string | null = "/search/posts?q=sea&limit=50";
  for (let page = 0; path !== null; page++) {
    const data: Json = ok(await bob.get(path), 200).data;
    seen.push(...data.posts.map((post: Json) => post.postId));
    const { nextCursor } = data.pagination;
    path = nextCursor && `/search/posts?q=sea&limit=50&cursor=${nextCursor}`;
    const [come, go] = [later[page], posts[page * GONE_EVERY]];
    if (come) await sql`insert into posts ${sql(come)}`;
    if (go) gone.push(go.id);
    if (go) await sql`update posts set deleted_at = now() where id = ${go.id}`;
  }
  const throughout = posts.map(({ id }) => id).filter((id) => !gone.includes(id));
  const visits = new Set(seen);
  assertEquals(visits.size, seen.length);
  assertEquals(throughout.filter((id) => !visits.has(id)), []);
  const { data } = ok(await bob.get("/search/posts?q=sea&page=20&limit=50"), 200);
  assertEquals([data.pagination.total, data.pagination.isTotalExact], [1000, false]);
  assertEquals(data.posts.length, 50);
  assert(data.pagination.hasMore);
  const rare = ok(await bob.get("/search/posts?q=sea+rare&page=1"), 200).data.pagination;
  assertEquals(rare.isTotalExact, true);
});

// deno-lint-ignore no-explicit-any -- tests read answers freely
type Json = any;
