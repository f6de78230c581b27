import type { Person } from "./person.ts";

/** Likes a post. */
export async function like(person: Person): Promise<boolean> {
  const post = person.somePost();
  if (!post) return false;
  const { status } = await person.send({ method: "POST", path: `/posts/${post.id}/like` });
  if (status !== 200) return person.gone("like", status, post.id);
  const { likes } = person.world.model;
  likes.set(post.id, (likes.get(post.id) ?? new Set()).add(person.id));
  return true;
}

/** Takes a like back. */
export async function unlike(person: Person): Promise<boolean> {
  const { model, random } = person.world;
  const liked = model.livePosts().filter((post) => model.likersOf(post.id).has(person.id));
  const post = random.pick(liked);
  if (!post) return false;
  const { status } = await person.send({ method: "DELETE", path: `/posts/${post.id}/like` });
  if (status !== 200) return person.gone("unlike", status, post.id);
  model.likes.get(post.id)!.delete(person.id);
  return true;
}

/** Comments on a post; sometimes the comment mentions somebody. */
export async function comment(person: Person): Promise<boolean> {
  const { model, random, names } = person.world;
  const post = person.somePost();
  if (!post) return false;
  const mentionedId = random.chance(0.2) ? random.pick(model.personIds) : null;
  const mention = mentionedId === null ? "" : ` @${names.get(mentionedId)}`;
  const startedAt = Date.now();
  const body = { content: person.someText() + mention };
  const { status, data } = await person.make(`/posts/${post.id}/comments`, body);
  if (status !== 201) return person.gone("comment", status, post.id);
  const times = { startedAt, ackedAt: Date.now(), deletedAt: null };
  const about = { id: data.commentId, postId: post.id, userId: person.id, mentionedId };
  model.comments.set(data.commentId, { ...about, ...times });
  return true;
}

/** Deletes one of the person's own comments. */
export async function deleteComment(person: Person): Promise<boolean> {
  const { model, random } = person.world;
  const own = random.pick(model.liveComments().filter((one) => one.userId === person.id));
  if (!own) return false;
  own.deletedAt = Date.now();
  const path = `/posts/${own.postId}/comments/${own.id}`;
  const { status, tries } = await person.send({ method: "DELETE", path });
  const isDone = status === 204 || (status === 404 && tries > 1);
  return isDone || person.gone("deleteComment", status, own.postId);
}

/** Follows somebody. */
export async function follow(person: Person): Promise<boolean> {
  const { model, random } = person.world;
  const others = model.personIds.filter((id) =>
    id !== person.id && !model.following(person.id, id)
  );
  const followeeId = random.pick(others);
  if (!followeeId) return false;
  const { status } = await person.send({ method: "POST", path: `/users/${followeeId}/follow` });
  if (status !== 200) return person.surprise("follow", status);
  model.follows.push({ followerId: person.id, followeeId, from: Date.now(), until: null });
  return true;
}

/** Stops following somebody. */
export async function unfollow(person: Person): Promise<boolean> {
  const { model, random } = person.world;
  const followeeId = random.pick(model.followeesOf(person.id));
  const span = followeeId && model.following(person.id, followeeId);
  if (!span) return false;
  span.until = Date.now();
  const path = `/users/${followeeId}/follow`;
  const { status } = await person.send({ method: "DELETE", path });
  return status === 200 || person.surprise("unfollow", status);
}

/** Marks one unread notification as read. */
export async function readOne(person: Person): Promise<boolean> {
  const { data } = await person.get("/notifications?unread=true");
  const list: { notificationId: string }[] = data.notifications;
  const one = person.world.random.pick(list);
  if (!one) return false;
  const path = `/notifications/${one.notificationId}/read`;
  const { status } = await person.send({ method: "POST", path });
  // It may have been retracted meanwhile.
  return status === 204 || status === 404 || person.surprise("readOne", status);
}

/** Marks all notifications as read. */
export async function readAll(person: Person): Promise<boolean> {
  const { status } = await person.send({ method: "POST", path: "/notifications/read-all" });
  return status === 204 || person.surprise("readAll", status);
}
