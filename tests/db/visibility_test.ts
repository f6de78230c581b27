import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { logAction } from "../../db/moderation/actions.ts";
import { loadPostCards } from "../../db/posts/cards.ts";
import { loadRelations } from "../../db/people/relations.ts";
import type { SqlPool } from "../../db/sql.ts";
import { loadUserCards } from "../../db/people/cards.ts";
import { loadSpaceCards } from "../../db/spaces/cards.ts";
import { userVisibleTo, visibleTo } from "../../db/visibility.ts";
import { newId, type SpaceId } from "../../domain/ids.ts";
import { PRIVACIES } from "../../domain/posts/posts.ts";
import { canSeePost, canSeeUser } from "../../domain/posts/visibility.ts";
import { loadVisiblePosts } from "../../reads/posts/visible_posts.ts";
import { startApp } from "../helpers/app/app.ts";
import { somePairs, somePeople, writePeople } from "../helpers/posts/graphs.ts";

const PEOPLE = 5;
const GRAPHS = 60;
const SPACES = 2;

const graphs = fc.record({
  people: somePeople(PEOPLE),
  follows: somePairs(PEOPLE, 10),
  blocks: somePairs(PEOPLE, 3),
  closeFriends: somePairs(PEOPLE, 6),
  spaces: fc.array(
    fc.record({
      isDeleted: fc.nat(3).map((n) => n === 0),
      isPublic: fc.boolean(),
      members: fc.uniqueArray(fc.nat(PEOPLE - 1), { maxLength: 4 }),
    }),
    { minLength: SPACES, maxLength: SPACES },
  ),
  posts: fc.array(
    fc.record({
      author: fc.nat(PEOPLE - 1),
      privacy: fc.constantFrom(...PRIVACIES),
      status: fc.constantFrom("published", "published", "published", "draft", "archived"),
      isDeleted: fc.nat(9).map((n) => n === 0),
      isTakenDown: fc.nat(4).map((n) => n === 0),
      granted: fc.array(fc.nat(PEOPLE - 1), { maxLength: 2 }),
      space: fc.constantFrom(null, null, 0, 1),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});
type Graph = typeof graphs extends fc.Arbitrary<infer G> ? G : never;

Deno.test("the rule in SQL and the rule of values agree in every graph", async () => {
  await using app = await startApp();
  const { sql, cache } = app.ctx;
  let cells = 0;
  const property = fc.asyncProperty(graphs, async (graph) => {
    const { userIds, postIds, spaceIds } = await write(sql, graph);
    const [users, posts, relations, spaces] = await Promise.all([
      loadUserCards(sql, userIds),
      loadPostCards(sql, postIds),
      loadRelations(sql, userIds),
      loadSpaceCards(sql, spaceIds),
    ]);
    for (const viewerId of [...userIds, null]) {
      const viewer = viewerId === null ? null : relations.get(viewerId)!;
      const seenPosts = postIds.filter((id) => {
        const post = posts.get(id)!;
        const space = post.spaceId === null ? undefined : spaces.get(post.spaceId);
        return canSeePost(viewer, post, users.get(post.authorId)!, space);
      });
      const seenUsers = userIds.filter((id) => canSeeUser(viewer, users.get(id)!));
      assertEquals(await visiblePosts(sql, viewerId, postIds), seenPosts);
      const loaded = await loadVisiblePosts(cache, viewerId, postIds);
      assertEquals([...loaded.keys()], seenPosts);
      assertEquals(await loadVisiblePosts(cache, viewerId, postIds), loaded, "from memory");
      assertEquals(await visibleUsers(sql, viewerId, userIds), seenUsers);
      cells += postIds.length + userIds.length;
    }
  });
  await fc.assert(property, { numRuns: GRAPHS });
  assertEquals(cells > GRAPHS * PEOPLE * PEOPLE, true);
});

async function visiblePosts(sql: SqlPool, viewerId: string | null, ids: string[]) {
  const rows = await sql<{ id: string }[]>`
    select p.id from posts p where p.id = any(${ids}::uuid[]) and ${visibleTo(sql, viewerId)}
    order by p.id`;
  return rows.map((row) => row.id);
}

async function visibleUsers(sql: SqlPool, viewerId: string | null, ids: string[]) {
  const rows = await sql<{ id: string }[]>`
    select u.id from users u
    where u.id = any(${ids}::uuid[]) and ${userVisibleTo(sql, sql`u.id`, viewerId)}
    order by u.id`;
  return rows.map((row) => row.id);
}

/** Writes a separate graph of people; returns their ids and those of their posts, in order. */
async function write(sql: SqlPool, graph: Graph) {
  const userIds = await writePeople(sql, graph);
  const postIds = graph.posts.map(() => newId<"post">());
  const spaceIds = graph.spaces.map((): SpaceId => newId());
  for (const [index, { isDeleted, isPublic, members }] of graph.spaces.entries()) {
    const id = spaceIds[index]!;
    await sql`
      insert into spaces (id, name, is_public, deleted_at)
      values (${id}, 'Space', ${isPublic}, ${isDeleted ? new Date() : null})`;
    for (const member of members) {
      await sql`
        insert into space_members (space_id, user_id, id)
        values (${id}, ${userIds[member]!}, ${newId()})`;
    }
  }
  const takedown = await logAction(sql, {
    actorId: userIds[0]!,
    action: "post.takedown",
    subject: { type: "post", id: postIds[0]! },
    personId: userIds[0]!,
    reason: "Spam",
  });
  for (const [index, post] of graph.posts.entries()) {
    const id = postIds[index]!;
    await sql`insert into posts ${
      sql({
        id,
        sortId: post.status === "published" ? id : null,
        archivedSortId: post.status === "archived" ? id : null,
        authorId: userIds[post.author]!,
        privacy: post.privacy,
        spaceId: post.space === null ? null : spaceIds[post.space]!,
        status: post.status,
        deletedAt: post.isDeleted ? new Date() : null,
        takedownId: post.isTakenDown ? takedown.id : null,
      })
    }`;
    for (const granted of new Set(post.granted)) {
      await sql`insert into post_grants (post_id, user_id) values (${id}, ${userIds[granted]!})`;
    }
  }
  return { userIds, postIds, spaceIds };
}
