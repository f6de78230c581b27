import type { Person } from "./person.ts";

/** Reposts a post. */
export async function repost(person: Person): Promise<boolean> {
  const post = person.somePost();
  if (!post) return false;
  const { status } = await person.send({ method: "POST", path: `/posts/${post.id}/repost` });
  if (status !== 200) return person.gone("repost", status, post.id);
  const { reposts } = person.world.model;
  reposts.set(post.id, (reposts.get(post.id) ?? new Set()).add(person.id));
  return true;
}

/** Takes a repost back. */
export async function undoRepost(person: Person): Promise<boolean> {
  const { model, random } = person.world;
  const reposted = model.livePosts().filter((post) => model.repostersOf(post.id).has(person.id));
  const post = random.pick(reposted);
  if (!post) return false;
  const { status } = await person.send({ method: "DELETE", path: `/posts/${post.id}/repost` });
  if (status !== 200) return person.gone("undoRepost", status, post.id);
  model.reposts.get(post.id)!.delete(person.id);
  return true;
}
