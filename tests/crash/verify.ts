import type { Model } from "./model.ts";
import type { Seen, SeenNotification, SeenPerson } from "./seen.ts";

/** A guarantee and its faults; none if it holds. */
export interface Finding {
  guarantee: string;
  faults: string[];
}

/** Compares the server's final state with what it has acknowledged. */
export function verifyState(model: Model, seen: Seen): Finding[] {
  return [
    {
      guarantee: "every acknowledged post exists, deleted ones do not",
      faults: posts(model, seen),
    },
    { guarantee: "every acknowledged like counts once", faults: likes(model, seen) },
    { guarantee: "every acknowledged repost counts once", faults: reposts(model, seen) },
    { guarantee: "every acknowledged comment counts once", faults: comments(model, seen) },
    { guarantee: "every post is in every follower's feed once", faults: feeds(model, seen) },
    { guarantee: "follower counts are exact", faults: follows(model, seen) },
    { guarantee: "every notification exists once", faults: notifications(model, seen) },
    { guarantee: "unread counts equal the unread lists", faults: unread(seen) },
  ];
}

/** Returns the differences of two lists as multisets, as sentences. */
export function differences(what: string, actual: string[], expected: Iterable<string>): string[] {
  const wanted = new Set(expected);
  const counts = Map.groupBy(actual, (one) => one);
  const faults = [...wanted].filter((one) => !counts.has(one)).map((one) => `${what} lacks ${one}`);
  for (const [one, times] of counts) {
    if (!wanted.has(one)) faults.push(`${what} has ${one}, which should not be there`);
    else if (times.length > 1) faults.push(`${what} has ${one} ${times.length} times`);
  }
  return faults;
}

function equal(what: string, actual: number, expected: number): string[] {
  return actual === expected ? [] : [`${what}: ${actual}, and not ${expected}`];
}

function posts(model: Model, seen: Seen): string[] {
  const live = model.livePosts().map((post) => post.id);
  return differences("the server", [...seen.posts.keys()], live);
}

function likes(model: Model, seen: Seen): string[] {
  return [...seen.posts].flatMap(([id, post]) => [
    ...equal(`likesCount of ${id}`, post.likesCount, model.likersOf(id).size),
    ...differences(`the likers of ${id}`, post.likerIds, model.likersOf(id)),
  ]);
}

function reposts(model: Model, seen: Seen): string[] {
  return [...seen.posts].flatMap(([id, post]) => [
    ...equal(`repostsCount of ${id}`, post.repostsCount, model.repostersOf(id).size),
    ...differences(`the reposters of ${id}`, post.reposterIds, model.repostersOf(id)),
  ]);
}

function comments(model: Model, seen: Seen): string[] {
  const byPost = Map.groupBy(model.liveComments(), (comment) => comment.postId);
  return [...seen.posts].flatMap(([id, post]) => {
    const expected = (byPost.get(id) ?? []).map((comment) => comment.id);
    return [
      ...equal(`commentsCount of ${id}`, post.commentsCount, expected.length),
      ...differences(`the comments of ${id}`, post.commentIds, expected),
    ];
  });
}

function feeds(model: Model, seen: Seen): string[] {
  return [...seen.people].flatMap(([userId, { feed }]) => {
    const followees = new Set(model.followeesOf(userId));
    const expected = model.livePosts().filter(({ id, authorId }) =>
      authorId === userId || followees.has(authorId) ||
      !followees.isDisjointFrom(model.repostersOf(id))
    ).map((post) => post.id);
    return differences(`the feed of ${userId}`, feed, expected);
  });
}

function follows(model: Model, seen: Seen): string[] {
  return [...seen.people].flatMap(([userId, person]) => {
    const followers = model.followersOf(userId);
    const following = model.followeesOf(userId).length;
    return [
      ...equal(`followersCount of ${userId}`, person.followersCount, followers.length),
      ...equal(`followingCount of ${userId}`, person.followingCount, following),
      ...differences(`the followers of ${userId}`, person.followerIds, followers),
    ];
  });
}

function notifications(model: Model, seen: Seen): string[] {
  return [...seen.people].flatMap(([userId, person]) => {
    const { notifications: all } = person;
    const ids = all.map((one) => one.notificationId);
    const of = (type: string) => all.filter((one) => one.type === type);
    return [
      ...differences(`the notifications of ${userId}`, ids, ids),
      ...groups(model, userId, of("like"), "likes", (id) => model.likersOf(id)),
      ...groups(model, userId, of("repost"), "reposts", (id) => model.repostersOf(id)),
      ...equal(`follows told to ${userId}`, sum(of("follow")), model.followersOf(userId).length),
      ...byComment(
        `the comments told to ${userId}`,
        of("comment"),
        commentsFor(model, userId),
      ),
      ...byComment(
        `the mentions told to ${userId}`,
        of("mention"),
        mentionsFor(model, userId),
      ),
    ];
  });
}

// Read groups close and new ones open, so each actor is counted once over all groups.
function groups(
  model: Model,
  userId: string,
  found: SeenNotification[],
  what: string,
  doersOf: (postId: string) => ReadonlySet<string>,
): string[] {
  const byPost = Map.groupBy(found, (group) => group.postId ?? "");
  const own = model.livePosts().filter((post) => post.authorId === userId);
  const known = new Set(own.map((post) => post.id));
  const strangers = [...byPost.keys()].filter((postId) => !known.has(postId));
  return [
    ...strangers.map((postId) => `${userId} is told of ${what} of ${postId}`),
    ...own.flatMap((post) => {
      const doers = [...doersOf(post.id)].filter((id) => id !== userId).length;
      return equal(`${what} of ${post.id} told`, sum(byPost.get(post.id) ?? []), doers);
    }),
  ];
}

const sum = (groups: SeenNotification[]) =>
  groups.reduce((total, group) => total + group.actorsCount, 0);

const byComment = (what: string, all: SeenNotification[], expected: string[]) =>
  differences(what, all.map((one) => one.commentId ?? ""), expected);

/** Returns other people's comments on this person's posts. */
export function commentsFor(model: Model, userId: string): string[] {
  return model.liveComments()
    .filter((one) => one.userId !== userId && model.posts.get(one.postId)!.authorId === userId)
    .map((one) => one.id);
}

// The author of the post is already notified of the comment.
function mentionsFor(model: Model, userId: string): string[] {
  return model.liveComments()
    .filter((one) => one.mentionedId === userId && one.userId !== userId)
    .filter((one) => model.posts.get(one.postId)!.authorId !== userId)
    .map((one) => one.id);
}

function unread(seen: Seen): string[] {
  return [...seen.people].flatMap(([userId, person]: [string, SeenPerson]) => {
    const listed = person.notifications.filter((one) => !one.isRead);
    return [
      ...equal(`unread of ${userId}`, person.unreadCount, listed.length),
      ...differences(
        `the unread list of ${userId}`,
        person.unreadIds,
        listed.map((one) => one.notificationId),
      ),
    ];
  });
}
