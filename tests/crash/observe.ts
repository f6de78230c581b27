import { ask, askAll, type Tally } from "./client.ts";
import type { Person } from "./person.ts";
import type { Seen, SeenConversation, SeenPerson, SeenPost } from "./seen.ts";

/** Reads everything back, as the people would: from their server, or from another instance. */
export async function observe(
  people: readonly Person[],
  tally: Tally,
  origin = people[0]!.world.origin,
): Promise<Seen> {
  const seen: Seen = { people: new Map(), posts: new Map(), streams: new Map() };
  for (const person of people) {
    seen.people.set(person.id, await observePerson(origin, person, tally));
    seen.streams.set(person.id, person.listener.seen);
  }
  const { model } = people[0]!.world;
  const ids = [...model.posts.keys()];
  for (let from = 0; from < ids.length; from += 8) {
    await Promise.all(
      ids.slice(from, from + 8).map(async (id) => {
        const post = await observePost(origin, people[0]!, tally, id);
        if (post) seen.posts.set(id, post);
      }),
    );
  }
  return seen;
}

async function observePerson(
  origin: string,
  { token }: Person,
  tally: Tally,
): Promise<SeenPerson> {
  const list = (path: string, name: string) =>
    askAll(origin, tally, { method: "GET", path, token }, name);
  const get = async (path: string) =>
    (await ask(origin, tally, { method: "GET", path, token })).data;
  const { followersCount, followingCount } = await get("/users/me");
  return {
    followersCount,
    followingCount,
    feed: (await list("/feed", "posts")).map((post) => post.postId),
    followerIds: (await list("/users/me/followers", "followers")).map((one) => one.userId),
    notifications: await list("/notifications", "notifications"),
    unreadCount: (await get("/notifications/unread-count")).unreadCount,
    unreadIds: (await list("/notifications?unread=true", "notifications"))
      .map((one) => one.notificationId),
    conversations: await observeTalk(origin, token, tally),
  };
}

async function observeTalk(
  origin: string,
  token: string,
  tally: Tally,
): Promise<SeenPerson["conversations"]> {
  const found = new Map<string, SeenConversation>();
  const request = { method: "GET", path: "/conversations", token };
  for (
    const { conversationId: id, ...one } of await askAll(origin, tally, request, "conversations")
  ) {
    const path = `/conversations/${id}/messages`;
    found.set(id, {
      ...one,
      messages: await askAll(origin, tally, { ...request, path }, "messages"),
    });
  }
  return found;
}

async function observePost(
  origin: string,
  { token }: Person,
  tally: Tally,
  id: string,
): Promise<SeenPost | null> {
  const path = `/posts/${id}`;
  const { status, data } = await ask(origin, tally, { method: "GET", path, token });
  if (status === 404) return null;
  const people = (list: string) =>
    askAll(origin, tally, { method: "GET", path: `${path}/${list}`, token }, "users");
  const [likers, reposters] = [await people("likes"), await people("reposts")];
  const request = { method: "GET", path: `${path}/comments`, token };
  const comments = await askAll(origin, tally, request, "comments");
  return {
    likesCount: data.likesCount,
    likerIds: likers.map((user) => user.userId),
    repostsCount: data.repostsCount,
    reposterIds: reposters.map((user) => user.userId),
    commentsCount: data.commentsCount,
    commentIds: comments.map((comment) => comment.commentId),
  };
}
