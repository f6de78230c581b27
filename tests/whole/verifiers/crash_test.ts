import { assert, assertEquals } from "@std/assert";
import { Model } from "../../crash/model.ts";
import type { ReceivedEvent, Seen, SeenPerson, SeenStream } from "../../crash/seen.ts";
import { verifyState } from "../../crash/verify.ts";
import { verifyStreams } from "../../crash/verify_streams.ts";

const ZEROS = { likesCount: 0, repostsCount: 0, commentsCount: 0 };
const NOTHING = { ...ZEROS, likerIds: [], reposterIds: [], commentIds: [] };

Deno.test("the verifier finds no fault if everything is as acknowledged", () => {
  const { model, seen } = goodEnd();
  assertEquals(faultsOf(model, seen), []);
});

Deno.test("the verifier finds a lost like", () => {
  const { model, seen } = goodEnd();
  Object.assign(seen.posts.get("post")!, { likesCount: 0, likerIds: [] });
  assertFault(model, seen, "every acknowledged like counts once", "likesCount of post: 0");
  assertFault(model, seen, "every acknowledged like counts once", "lacks bob");
});

Deno.test("the verifier finds a like that is counted twice", () => {
  const { model, seen } = goodEnd();
  seen.posts.get("post")!.likesCount = 2;
  assertFault(model, seen, "every acknowledged like counts once", "likesCount of post: 2");
});

Deno.test("the verifier finds a lost post, and one that should be deleted", () => {
  const { model, seen } = goodEnd();
  seen.posts.delete("post");
  seen.posts.set("deleted", NOTHING);
  const guarantee = "every acknowledged post exists, deleted ones do not";
  assertFault(model, seen, guarantee, "lacks post");
  assertFault(model, seen, guarantee, "has deleted, which should not be there");
});

Deno.test("the verifier finds a duplicate comment", () => {
  const { model, seen } = goodEnd();
  Object.assign(seen.posts.get("post")!, { commentsCount: 2, commentIds: ["comment", "comment"] });
  assertFault(model, seen, "every acknowledged comment counts once", "has comment 2 times");
});

Deno.test("the verifier finds a feed entry that is duplicate, missing or foreign", () => {
  const guarantee = "every post is in every follower's feed once";
  for (
    const [feed, fault] of [
      [["post", "post"], "has post 2 times"],
      [[], "lacks post"],
      [["post", "deleted"], "has deleted, which should not be there"],
    ] as const
  ) {
    const { model, seen } = goodEnd();
    seen.people.get("bob")!.feed = [...feed];
    assertFault(model, seen, guarantee, fault);
  }
});

Deno.test("the verifier finds a repost that is lost, counted twice, or not in a feed", () => {
  const reposted = () => {
    const { model, seen } = goodEnd();
    model.posts.set("his", { ...model.posts.get("post")!, id: "his", authorId: "cyd" });
    model.reposts.set("his", new Set(["ada"]));
    seen.posts.set("his", { ...NOTHING, repostsCount: 1, reposterIds: ["ada"] });
    seen.people.get("bob")!.feed.push("his");
    return { model, seen };
  };
  assertEquals(faultsOf(reposted().model, reposted().seen), []);
  const [lost, doubled, missing] = [reposted(), reposted(), reposted()];
  const counted = "every acknowledged repost counts once";
  Object.assign(lost.seen.posts.get("his")!, { repostsCount: 0, reposterIds: [] });
  assertFault(lost.model, lost.seen, counted, "lacks ada");
  doubled.seen.posts.get("his")!.repostsCount = 2;
  assertFault(doubled.model, doubled.seen, counted, "repostsCount of his: 2");
  missing.seen.people.get("bob")!.feed.pop();
  assertFault(
    missing.model,
    missing.seen,
    "every post is in every follower's feed once",
    "lacks his",
  );
});

Deno.test("the verifier finds a follower who is not counted", () => {
  const { model, seen } = goodEnd();
  seen.people.get("ada")!.followersCount = 0;
  assertFault(model, seen, "follower counts are exact", "followersCount of ada: 0");
});

Deno.test("the verifier finds a notification that is missing, duplicate or retracted", () => {
  const guarantee = "every notification exists once";
  const { model, seen } = goodEnd();
  const ada = seen.people.get("ada")!;
  ada.notifications = ada.notifications.filter((one) => one.type !== "comment");
  assertFault(model, seen, guarantee, "lacks comment");

  const doubled = goodEnd();
  const like = doubled.seen.people.get("ada")!.notifications[0]!;
  doubled.seen.people.get("ada")!.notifications.push({ ...like, notificationId: "again" });
  assertFault(doubled.model, doubled.seen, guarantee, "likes of post told: 2, and not 1");

  const undone = goodEnd();
  undone.model.likes.get("post")!.delete("bob");
  assertFault(undone.model, undone.seen, guarantee, "likes of post told: 1, and not 0");
});

Deno.test("the verifier finds an unread count that differs from the unread list", () => {
  const { model, seen } = goodEnd();
  seen.people.get("ada")!.unreadCount = 7;
  assertFault(model, seen, "unread counts equal the unread lists", "unread of ada: 7");
});

Deno.test("the verifier finds a gap in a stream", () => {
  const { model, seen } = goodEnd();
  const bob = seen.streams.get("bob")!;
  bob.received = bob.received.filter((event) => event.postId !== "post");
  assertFault(model, seen, "every post of followed people came over the socket", "post post");

  const quiet = goodEnd();
  quiet.seen.streams.get("ada")!.received = [event("user:ada", "post.created", "post")];
  const guarantee = "every comment on own posts came as a notification";
  assertFault(quiet.model, quiet.seen, guarantee, "comment comment");
});

Deno.test("the verifier allows a gap only if KV was deleted and the client got a reset", () => {
  const gap = () => {
    const { model, seen } = goodEnd();
    const bob = seen.streams.get("bob")!;
    bob.received = bob.received.filter((event) => event.postId !== "post");
    return { model, seen, bob };
  };
  const allowed = gap();
  allowed.model.wipes.push(150);
  allowed.bob.resets.push({ topic: "user:bob", at: 160 });
  assertEquals(faultsOf(allowed.model, allowed.seen), []);

  const untold = gap();
  untold.model.wipes.push(150);
  const guarantee = "every post of followed people came over the socket";
  assertFault(untold.model, untold.seen, guarantee, "post post");

  const needless = gap();
  needless.bob.resets.push({ topic: "user:bob", at: 160 });
  assertFault(needless.model, needless.seen, guarantee, "post post");
  assertFault(needless.model, needless.seen, "a reset comes only when KV was deleted", "1 times");
});

Deno.test("the verifier finds events out of order, and a repeated one", () => {
  const guarantee = "each connection keeps the order and repeats nothing";
  const { model, seen } = goodEnd();
  const post = { id: "later", authorId: "ada", isReady: true, deletedAt: null };
  model.posts.set("later", { ...post, startedAt: 300, ackedAt: 310 });
  const bob = seen.streams.get("bob")!;
  bob.received = [event("user:bob", "post.created", "later"), ...bob.received];
  assertFault(model, seen, guarantee, "after a later one");

  const repeated = goodEnd();
  const stream = repeated.seen.streams.get("bob")!;
  stream.received.push(stream.received[0]!);
  assertFault(repeated.model, repeated.seen, guarantee, "twice on one connection");
  // The next connection may begin with the last events of the one before.
  stream.received[1] = { ...stream.received[0]!, connection: 1 };
  assertEquals(faultsOf(repeated.model, repeated.seen), []);
});

Deno.test("the verifier finds a topic that is refused though its post exists", () => {
  const { model, seen } = goodEnd();
  seen.streams.get("bob")!.refused.push("post:deleted");
  assertEquals(faultsOf(model, seen), []);
  seen.streams.get("bob")!.refused.push("post:post");
  assertFault(model, seen, "only the topics of deleted posts are refused", "bob was refused post:");
});

/** Bob follows Ada, likes her post and comments on it; Ada has deleted another one. */
function goodEnd(): { model: Model; seen: Seen } {
  const model = new Model();
  model.personIds.push("ada", "bob");
  const times = { startedAt: 100, ackedAt: 110 };
  const own = { authorId: "ada", isReady: true, ...times };
  model.posts.set("post", { id: "post", ...own, deletedAt: null });
  model.posts.set("deleted", { id: "deleted", ...own, deletedAt: 120 });
  model.follows.push({ followerId: "bob", followeeId: "ada", from: 50, until: null });
  model.likes.set("post", new Set(["bob"]));
  const comment = { id: "comment", postId: "post", userId: "bob", mentionedId: null };
  model.comments.set("comment", { ...comment, ...times, deletedAt: null });
  const adas = [
    { notificationId: "l", type: "like", actorsCount: 1, postId: "post", isRead: false },
    { notificationId: "f", type: "follow", actorsCount: 1, isRead: true },
    {
      notificationId: "c",
      type: "comment",
      actorsCount: 1,
      postId: "post",
      commentId: "comment",
      isRead: false,
    },
  ];
  const ada = { followersCount: 1, followerIds: ["bob"], notifications: adas, unreadCount: 2 };
  const people = new Map<string, SeenPerson>([
    ["ada", {
      ...ada,
      feed: ["post"],
      followingCount: 0,
      unreadIds: ["l", "c"],
      conversations: new Map(),
    }],
    ["bob", {
      feed: ["post"],
      followersCount: 0,
      followingCount: 1,
      followerIds: [],
      notifications: [],
      unreadCount: 0,
      unreadIds: [],
      conversations: new Map(),
    }],
  ]);
  const liked = { likesCount: 1, likerIds: ["bob"] };
  const post = { ...NOTHING, ...liked, commentsCount: 1, commentIds: ["comment"] };
  const streams = new Map<string, SeenStream>([
    [
      "ada",
      stream(
        "ada",
        event("user:ada", "post.created", "post"),
        event("user:ada", "notification.created", "post", "comment"),
      ),
    ],
    ["bob", stream("bob", event("user:bob", "post.created", "post"))],
  ]);
  return { model, seen: { people, posts: new Map([["post", post]]), streams } };
}

function stream(userId: string, ...received: ReceivedEvent[]): SeenStream {
  return { received, resets: [], refused: [], followedSince: new Map([[`user:${userId}`, 10]]) };
}

function event(topic: string, type: string, postId: string, commentId?: string): ReceivedEvent {
  const id = [postId, commentId, type].join(".");
  return { connection: 0, topic, id, type, postId, ...(commentId ? { commentId } : {}) };
}

function faultsOf(model: Model, seen: Seen): string[] {
  return [...verifyState(model, seen), ...verifyStreams(model, seen)].flatMap((one) => one.faults);
}

function assertFault(model: Model, seen: Seen, guarantee: string, fault: string): void {
  const findings = [...verifyState(model, seen), ...verifyStreams(model, seen)];
  const { faults } = findings.find((finding) => finding.guarantee === guarantee)!;
  assert(faults.some((one) => one.includes(fault)), `${fault} is not among: ${faults.join("; ")}`);
}
