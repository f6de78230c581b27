import { assertEquals } from "@std/assert";
import type { TestApp } from "../helpers/app/app.ts";
import { ok } from "../helpers/people/steps.ts";
import type { Answer, Person } from "../helpers/people/person.ts";
import type { Action, Model } from "./model.ts";

type People = ReadonlyMap<string, Person>;

/** Sends the request of an action, as its actor. */
export function perform(people: People, action: Action): Promise<Answer> {
  const by = people.get(action.by)!;
  switch (action.do) {
    case "go private":
    case "go public":
      return by.patch("/users/me", { isPrivate: action.do === "go private" });
    case "cancel":
      return by.delete(`/follows/requests/@${action.to}`);
    case "accept":
    case "reject":
      return by.post(`/follows/requests/@${action.to}/${action.do}`);
    case "remove":
      return by.delete(`/users/me/followers/@${action.to}`);
    case "follow":
    case "unfollow":
    case "block":
    case "unblock":
      return by.post(`/users/@${action.to}/${action.do}`);
  }
}

/** Fails unless everything that everybody can read agrees with the model. */
export async function assertStands(app: TestApp, people: People, model: Model, after: string) {
  await assertRows(app, model, after);
  await Promise.all(Array.from(people.values(), async (person) => {
    assertEquals(
      await seenBy(person, model),
      expectedBy(person, model),
      `${after}: ${person.name}`,
    );
  }));
}

/** Fails unless counters agree with their rows, and rows agree with the model. */
async function assertRows({ ctx: { sql } }: TestApp, model: Model, after: string): Promise<void> {
  const counters = await sql<{ kept: number[]; real: number[] }[]>`
    select array[followers_count, following_count] as kept, array[
      (select count(*)::int from follows where followee_id = u.id),
      (select count(*)::int from follows where follower_id = u.id)] as real
    from users u order by username`;
  const expected = model.names.map((name) => [
    model.followersOf(name).length,
    model.followingOf(name).length,
  ]);
  assertEquals(counters.map(({ kept }) => kept), expected, after);
  assertEquals(counters.map(({ real }) => real), expected, after);
}

/** Reads everything that one person sees about themselves and others. */
async function seenBy(person: Person, { names }: Model) {
  const list = async (path: string, name: string) => {
    const answer = await person.get(path);
    if (answer.status !== 200) return answer.status;
    return answer.data[name].map((one: { username: string }) => one.username).sort();
  };
  const { data } = ok(await person.get("/notifications"), 200);
  const notifications = data.notifications.flatMap(
    (one: { type: string; actors: { username: string }[] }) =>
      one.actors.map(({ username }) => `${person.name} ${one.type} ${username}`),
  );
  const { unreadCount } = ok(await person.get("/notifications/unread-count"), 200).data;
  assertEquals(unreadCount, data.notifications.length);
  const relations = names.filter((name) => name !== person.name).map(async (name) => {
    const { status, data } = await person.get(`/users/@${name}/relationship`);
    const profile = await person.get(`/users/@${name}`);
    return [name, status === 200 ? data : status, profile.data?.relationship ?? profile.status];
  });
  return {
    relations: await Promise.all(relations),
    followers: await Promise.all(
      names.map((name) => list(`/users/@${name}/followers`, "followers")),
    ),
    following: await list("/users/me/following", "following"),
    incoming: await list("/follows/requests", "requests"),
    outgoing: await list("/follows/requests?direction=outgoing", "requests"),
    blocks: await list("/users/me/blocks", "blocks"),
    notifications: notifications.sort(),
  };
}

/** Returns the same from the model. */
function expectedBy({ name }: Person, model: Model) {
  const others = model.names.filter((other) => other !== name);
  const relations = others.map((other) => {
    const relation = model.relation(name, other);
    const isHidden = model.isHidden(name, other);
    return [other, isHidden && !relation.blocking ? 404 : relation, isHidden ? 404 : relation];
  });
  const followers = model.names.map((owner) => {
    if (model.isHidden(name, owner)) return 404;
    const isOpen = name === owner || model.follows.has(`${name}>${owner}`);
    if (model.private.has(owner) && !isOpen) return 403;
    return model.followersOf(owner).filter((one) => !model.isHidden(name, one));
  });
  return {
    relations,
    followers,
    following: model.followingOf(name),
    incoming: others.filter((other) => model.requests.has(`${other}>${name}`)),
    outgoing: others.filter((other) => model.requests.has(`${name}>${other}`)),
    blocks: others.filter((other) => model.blocks.has(`${name}>${other}`)),
    notifications: [...model.notices].filter((notice) => notice.startsWith(`${name} `)).sort(),
  };
}
