import type { MadePost, Model } from "./model.ts";
import type { ReceivedEvent, Seen, SeenStream } from "./seen.ts";
import { commentsFor, type Finding } from "./verify.ts";

/** Compares the sockets' events with the acknowledged writes during their subscriptions. */
export function verifyStreams(model: Model, seen: Seen): Finding[] {
  return CHECKS.map(([guarantee, check]) => ({
    guarantee,
    faults: [...seen.streams].flatMap(([userId, stream]) => check(model, userId, stream)),
  }));
}

const CHECKS: [string, (model: Model, userId: string, stream: SeenStream) => string[]][] = [
  ["every post of followed people came over the socket", missingPosts],
  ["every comment on own posts came as a notification", missingNotifications],
  ["every comment on a watched post came over the socket", missingComments],
  ["each connection keeps the order and repeats nothing", disorder],
  ["a reset comes only when KV was deleted", needlessResets],
  ["only the topics of deleted posts are refused", wrongRefusals],
];

function missingPosts(model: Model, userId: string, stream: SeenStream): string[] {
  const topic = `user:${userId}`;
  const came = received(stream, topic, "post.created", (event) => event.postId);
  return model.livePosts()
    .filter((post) => post.authorId === userId || wasFollowing(model, userId, post))
    .filter((post) => mustArrive(model, stream, topic, post) && !came.has(post.id))
    .map((post) => `${userId} did not get post ${post.id}`);
}

/** Returns whether the follow held from before the post until its certain delivery. */
function wasFollowing(model: Model, userId: string, post: MadePost): boolean {
  return model.follows.some((span) =>
    span.followerId === userId && span.followeeId === post.authorId &&
    span.from < post.startedAt &&
    (span.until === null || (post.isReady && span.until > post.ackedAt + model.deliveredWithinMs))
  );
}

function missingNotifications(model: Model, userId: string, stream: SeenStream): string[] {
  const topic = `user:${userId}`;
  const came = received(stream, topic, "notification.created", (event) => event.commentId);
  return commentsFor(model, userId)
    .filter((id) => mustArrive(model, stream, topic, model.comments.get(id)!) && !came.has(id))
    .map((id) => `${userId} did not get the notification of comment ${id}`);
}

function missingComments(model: Model, userId: string, stream: SeenStream): string[] {
  return model.liveComments().filter((comment) => {
    const topic = `post:${comment.postId}`;
    if (!stream.followedSince.has(topic)) return false;
    const came = received(stream, topic, "comment.created", (event) => event.commentId);
    return mustArrive(model, stream, topic, comment) && !came.has(comment.id);
  }).map((comment) => `${userId} did not get comment ${comment.id} of post ${comment.postId}`);
}

/**
 * Returns whether the socket must receive the event of something created, in spite of all crashes.
 */
export function mustArrive(
  model: Model,
  stream: SeenStream,
  topic: string,
  made: Pick<MadePost, "startedAt" | "ackedAt">,
): boolean {
  const since = stream.followedSince.get(topic);
  if (since === undefined || made.startedAt <= since) return false;
  // After a reset, a client reads everything up to it over REST.
  return !stream.resets.some((reset) =>
    reset.topic === topic && made.startedAt < reset.at &&
    model.wipes.some((wipe) => wipe <= reset.at && made.ackedAt > wipe - model.deliveredWithinMs)
  );
}

function received(
  { received: all }: SeenStream,
  topic: string,
  type: string,
  idOf: (event: ReceivedEvent) => string | undefined,
): Set<string | undefined> {
  return new Set(all.filter((one) => one.topic === topic && one.type === type).map(idOf));
}

function disorder(model: Model, userId: string, { received: all }: SeenStream): string[] {
  const faults: string[] = [];
  const groups = Map.groupBy(all, (one) => `${one.connection} ${one.topic}`);
  for (const events of groups.values()) {
    const ids = new Set<string>();
    const latest = new Map<string, number>();
    for (const event of events) {
      if (event.type === "post.counters") continue;
      if (ids.has(event.id)) faults.push(`${userId} got ${event.id} twice on one connection`);
      ids.add(event.id);
      const made = madeBy(model, event);
      if (made === null) continue;
      if (made.startedAt < (latest.get(made.by) ?? 0)) {
        faults.push(`${userId} got ${event.type} ${event.id} after a later one`);
      }
      latest.set(made.by, made.startedAt);
    }
  }
  return faults;
}

/** Returns the maker of an event's object: one person's actions must arrive in their order. */
function madeBy(model: Model, event: ReceivedEvent): { by: string; startedAt: number } | null {
  if (event.type === "post.created") {
    const post = model.posts.get(event.postId ?? "");
    return post?.isReady ? { by: `posts of ${post.authorId}`, startedAt: post.startedAt } : null;
  }
  if (event.type !== "comment.created") return null;
  const comment = model.comments.get(event.commentId ?? "");
  return comment ? { by: `comments of ${comment.userId}`, startedAt: comment.startedAt } : null;
}

function needlessResets(model: Model, userId: string, { resets }: SeenStream): string[] {
  return [...Map.groupBy(resets, (reset) => reset.topic)].flatMap(([topic, all]) => {
    const last = all.at(-1)!.at;
    const allowed = model.wipes.filter((wipe) => wipe < last).length;
    return all.length > allowed ? [`${userId} was reset on ${topic} ${all.length} times`] : [];
  });
}

function wrongRefusals(model: Model, userId: string, { refused }: SeenStream): string[] {
  const live = new Set(model.livePosts().map((post) => `post:${post.id}`));
  return refused.filter((topic) => live.has(topic) || !topic.startsWith("post:"))
    .map((topic) => `${userId} was refused ${topic}`);
}
