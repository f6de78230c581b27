import { assertEquals, assertGreater } from "@std/assert";
import { startApp } from "../helpers/app/app.ts";
import { type Answer, send } from "../helpers/people/person.ts";
import {
  type Account,
  ACCOUNTS,
  isRefused,
  type Onlooker,
  type PersonKey,
  seesPerson,
  seesPost,
} from "../matrix/expectations.ts";
import { buildWorld, type World } from "../matrix/world.ts";

Deno.test("counts do not reveal who is hidden", async (test) => {
  await using app = await startApp();
  const world = await buildWorld(app);
  await test.step("the counters of a post are the same for everybody who sees it", () =>
    ofPosts(world));
  await test.step("lists leave hidden people out, totals do not", () => ofLists(world));
  await test.step("the counters of a person are the same for everybody", () => ofPeople(world));
  await test.step("the unread count is the length of the unread list", () =>
    ofNotifications(world));
});

async function ofPosts(world: World): Promise<void> {
  for (const { key, account, audience, postId } of world.posts.values()) {
    const [real] = await world.app.ctx.sql<{ likes: number; comments: number }[]>`
      select (select count(*)::int from likes where post_id = p.id) as likes,
        (select count(*)::int from comments where post_id = p.id) as comments
      from posts p where id = ${postId}`;
    if (audience === "public") assertGreater(real!.likes, 0, key);
    for (const onlooker of onlookersOf(world)) {
      if (!seesPost(onlooker, account, audience)) continue;
      for (const path of [`/posts/${postId}`, `/images/${postId}`]) {
        const data = await get(world, onlooker, path);
        const told = { likes: data.likesCount, comments: data.commentsCount };
        assertEquals(told, { ...real! }, `${path} of ${key} as ${onlooker}`);
      }
      for (const post of (await get(world, onlooker, "/feed/public")).posts) {
        if (post.postId === postId) assertEquals(post.likesCount, real!.likes, `${onlooker}`);
      }
    }
  }
}

async function ofLists(world: World): Promise<void> {
  const { postId } = world.posts.get("fan_public")!;
  const likers: PersonKey[] = ["fan", "blocked", "blocker", "suspended"];
  for (const onlooker of onlookersOf(world)) {
    const { users } = await get(world, onlooker, `/posts/${postId}/likes`);
    const ids = users.map((user: { userId: string }) => user.userId).sort();
    const seen = likers.filter((key) => seesPerson(onlooker, key));
    assertEquals(ids, seen.map((key) => world.people[key].id).sort(), `${onlooker}`);
    const { likesCount } = await get(world, onlooker, `/posts/${postId}`);
    assertEquals(likesCount, likers.length, `${onlooker}`);
  }
}

async function ofPeople(world: World): Promise<void> {
  for (const account of Object.keys(ACCOUNTS) as Account[]) {
    const { id } = world.people[account];
    const [real] = await world.app.ctx.sql<Record<string, number>[]>`
      select (select count(*)::int from follows where followee_id = u.id) as followers,
        (select count(*)::int from follows where follower_id = u.id) as following,
        (select count(*)::int from posts
          where author_id = u.id and status = 'published' and deleted_at is null) as posts
      from users u where id = ${id}`;
    for (const onlooker of onlookersOf(world)) {
      if (!seesPerson(onlooker, account)) continue;
      const data = await get(world, onlooker, `/users/${id}`);
      const { followersCount: followers, followingCount: following, postsCount: posts } = data;
      assertEquals({ followers, following, posts }, { ...real! }, `${account} as ${onlooker}`);
    }
  }
}

async function ofNotifications(world: World): Promise<void> {
  for (const onlooker of onlookersOf(world)) {
    if (onlooker === null) continue;
    const { unreadCount } = await get(world, onlooker, "/notifications/unread-count");
    const path = "/notifications?unread=true&limit=50";
    const { notifications } = await get(world, onlooker, path);
    assertEquals(unreadCount, notifications.length, onlooker);
  }
}

function onlookersOf({ people }: World): Onlooker[] {
  return [null, ...(Object.keys(people) as PersonKey[]).filter((key) => !isRefused(key))];
}

async function get(world: World, onlooker: Onlooker, path: string): Promise<Answer["data"]> {
  const { app, people } = world;
  const token = onlooker === null ? null : people[onlooker].accessToken;
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const answer = await send(app.fetch, "GET", `/api/v1${path}`, undefined, headers);
  assertEquals(answer.status, 200, `${path} as ${onlooker}`);
  return answer.data;
}
