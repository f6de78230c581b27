import { setSuspended } from "../../db/moderation/suspension.ts";
import { transact } from "../../db/transact.ts";
import type { TestApp } from "../helpers/app/app.ts";
import { ok } from "../helpers/people/steps.ts";
import type { Person } from "../helpers/people/person.ts";
import { Canaries, canary } from "./canaries.ts";
import { collect, type MatrixBoard } from "./collections.ts";
import {
  type Account,
  ACCOUNTS,
  type Audience,
  type Onlooker,
  type PersonKey,
  type Role,
  ROLES,
  seesPerson,
} from "./expectations.ts";
import { keepRows } from "./kept_rows.ts";
import { addAvatars, engage, makePost, type MatrixPost } from "./posts.ts";
import { spread } from "./reposts.ts";
import { gatherSpaces, type MatrixSpace } from "./spaces.ts";

/** People in every possible relation to three accounts, and the accounts' posts. */
export interface World {
  app: TestApp;
  canaries: Canaries;
  people: Record<PersonKey, Person>;
  /** By their keys, such as `ada_followers`. */
  posts: Map<string, MatrixPost>;
  /** The id of each account's avatar. */
  avatars: Record<Account, string>;
  boards: MatrixBoard[];
  spaces: MatrixSpace[];
  /** The id of each person's note. */
  notes: Partial<Record<PersonKey, string>>;
}

const PLAYERS = ROLES.filter((role) => role !== "anonymous" && role !== "author");
const KEYS: readonly PersonKey[] = [...Object.keys(ACCOUNTS) as Account[], ...PLAYERS];
/** They follow first; later events end some of these follows. */
const FOLLOWERS = ["fan", "follower", "friend", "removed", "blocked", "blocker", "suspended"];

/** Builds the world through the API, as its people would. */
export async function buildWorld(app: TestApp): Promise<World> {
  const canaries = new Canaries();
  const registered = await app.people(...KEYS.map(canary));
  const people = Object.fromEntries(KEYS.map((key, at) => [key, registered[at]!])) as Record<
    PersonKey,
    Person
  >;
  const made = { posts: new Map(), avatars: {} as never, boards: [], spaces: [], notes: {} };
  const world: World = { app, canaries, people, ...made };
  for (const key of KEYS) await introduce(world, key);
  ok(await people.pia.patch("/users/me", { isPrivate: true }), 200);
  for (const account of ["ada", "pia", "sue", "fan"] as const) {
    if (account !== "fan") await gather(world, account);
    for (const audience of ACCOUNTS[account]) await makePost(world, account, audience);
  }
  await engage(world);
  await spread(world);
  await collect(world);
  await gatherSpaces(world);
  await addAvatars(world);
  await app.ctx.relay.idle();
  for (const account of ["ada", "pia", "sue"] as const) await part(world, account);
  await app.ctx.sql`update users set roles = '{user,moderator}' where id = ${people.moderator.id}`;
  for (const person of [people.sue, people.suspended]) {
    await transact(app.ctx.db, (tx) => setSuspended(tx, person.id, true));
  }
  await app.ctx.relay.idle();
  await keepRows(app);
  return world;
}

/** Returns the person who plays a role towards an account; null if there is no account. */
export function playerOf(role: Role, account: Account): Onlooker {
  if (role === "anonymous") return null;
  return role === "author" ? account : role;
}

/** Returns the post of an account with this audience. */
export function postOf(world: World, account: Account, audience: Audience): MatrixPost {
  return world.posts.get(`${account}_${audience}`)!;
}

async function introduce({ canaries, people }: World, key: PersonKey): Promise<void> {
  const seen = (onlooker: Onlooker) => seesPerson(onlooker, key);
  canaries.add(key, seen);
  const fullName = canaries.add(`${key}_name`, seen);
  const bio = canaries.add(`${key}_bio`, seen);
  const website = `https://example.com/${canaries.add(`${key}_site`, seen)}`;
  ok(await people[key].patch("/users/me", { fullName, bio, website }), 200);
}

/** Creates the relations from which the roles begin. */
async function gather({ people }: World, account: Account): Promise<void> {
  const author = people[account];
  const isPrivate = account === "pia";
  const asking = isPrivate ? ["pending", "rejected"] : [];
  for (const key of [...FOLLOWERS, ...asking]) {
    const person = people[key as PersonKey];
    const { data } = ok(await person.post(`/users/${author.id}/follow`), 200);
    if (data.requested && FOLLOWERS.includes(key)) {
      ok(await author.post(`/follows/requests/${person.id}/accept`), 200);
    }
  }
  for (const key of ["friend", "lonefriend", "suspended"] as const) {
    ok(await author.put(`/users/me/close-friends/${people[key].id}`), 204);
  }
}

/** Creates the events that give the roles their names. */
async function part(world: World, account: Account): Promise<void> {
  const { people } = world;
  const author = people[account];
  ok(await author.delete(`/users/me/followers/${people.removed.id}`), 204);
  if (account === "pia") {
    ok(await author.post(`/follows/requests/${people.rejected.id}/reject`), 200);
  }
  for (const audience of ACCOUNTS[account]) {
    const { postId } = postOf(world, account, audience);
    ok(await author.put(`/posts/${postId}/grants/${people.granted.id}`), 204);
    if (audience === "deleted") ok(await author.delete(`/posts/${postId}`), 204);
    if (audience === "archived") ok(await author.post(`/posts/${postId}/archive`), 200);
  }
  ok(await author.post(`/users/${people.blocked.id}/block`), 200);
  ok(await people.blocker.post(`/users/${author.id}/block`), 200);
}
