import type { Context } from "../../context/mod.ts";
import type { Client } from "./client.ts";

type As = (username: string) => Client;
/** A message: its sender and its text. */
type Line = readonly [sender: string, body: string];

/** A conversation of the demo. */
interface DemoTalk {
  /** Part of the client ids of its messages. They must never change, or messages come twice. */
  key: string;
  lines: readonly Line[];
}

const dm = {
  key: "dm",
  people: ["demo", "alice"],
  lines: [
    ["alice", "Are you up for the lake on Sunday?"],
    ["demo", "If there is coffee before it, yes."],
    ["alice", "There is always coffee before it. Seven at the jetty?"],
  ],
} as const satisfies DemoTalk & { people: readonly string[] };

const group = {
  key: "group",
  owner: "cora",
  name: "Cabin weekend",
  others: ["demo", "alice", "bob"],
  lines: [
    ["cora", "The cabin is ours from Friday. I cook, everybody else washes up."],
    ["bob", "I bring the tripod and no talent with dishes."],
    ["alice", "@demo is driving, so @demo chooses the music."],
    ["demo", "Seven hours of field recordings it is."],
  ],
} as const satisfies DemoTalk & Record<string, unknown>;

const space = {
  owner: "bob",
  name: "Blue hour",
  description: "For people who photograph when the lights come on.",
  members: ["demo", "alice", "cora"],
};

const rooms: readonly (DemoTalk & { name: string; topic: string })[] = [
  {
    key: "room-street",
    name: "street",
    topic: "Cities, bridges and windows",
    lines: [
      ["bob", "Tonight the sky over the river was the colour of a bruise. Pictures tomorrow."],
      ["alice", "Which lens do you take for that?"],
      ["bob", "The 35, and patience."],
    ],
  },
  {
    key: "room-darkroom",
    name: "darkroom",
    topic: "Everything that happens after the shutter",
    lines: [
      ["cora", "Does anybody still wash prints in the bathtub?"],
      ["demo", "Only when the sink is full of cora's salad."],
    ],
  },
];

/** The numbers of added things. */
export interface Talked {
  conversations: number;
  messages: number;
}

/** Creates a DM, a group, and a space with two rooms, in which the demo's people talk. */
export async function talk({ sql }: Context, as: As): Promise<Talked> {
  const talked = { conversations: 0, messages: 0 };
  const say = async (id: string, { key, lines }: DemoTalk, isNew: boolean) => {
    talked.conversations += isNew ? 1 : 0;
    talked.messages += await sayAll(as, id, key, lines);
  };
  const [first, second] = dm.people;
  const { conversationId, lastSeq } = await as(first).call<Conversation>("POST", "/conversations", {
    type: "dm",
    userId: await idOf(as, second),
  });
  await say(conversationId, dm, lastSeq === 0);
  const [known] = await sql<{ id: string }[]>`
    select id from conversations
    where kind = 'group' and name = ${group.name} and owner_id = ${await idOf(as, group.owner)}`;
  await say(known?.id ?? await makeGroup(as), group, known === undefined);
  const spaceId = await openSpace(as);
  for (const { name, topic, ...room } of rooms) {
    const path = `/spaces/${spaceId}/rooms`;
    const known = await findByName<Conversation>(as(space.owner), `${path}?limit=50`, name);
    const made = known ?? await as(space.owner).call<Conversation>("POST", path, { name, topic });
    await say(made.conversationId, room, known === undefined);
  }
  return talked;
}

interface Conversation {
  conversationId: string;
  name: string;
  lastSeq: number;
}

async function idOf(as: As, username: string): Promise<string> {
  return (await as(username).call<{ userId: string }>("GET", "/users/me")).userId;
}

/** Returns the thing with this name in a list. */
async function findByName<T extends { name: string }>(client: Client, path: string, name: string) {
  const lists = await client.call<Record<string, T[]>>("GET", path);
  return Object.values(lists).flat().find((one) => one.name === name);
}

async function makeGroup(as: As): Promise<string> {
  const { owner, name, others } = group;
  const userIds = await Promise.all(others.map((username) => idOf(as, username)));
  const body = { type: "group", name, userIds };
  return (await as(owner).call<Conversation>("POST", "/conversations", body)).conversationId;
}

/** Returns the space, with all of its members. */
async function openSpace(as: As): Promise<string> {
  const { owner, name, description, members } = space;
  const known = await findByName<Space>(as(owner), "/spaces?limit=50", name);
  const { spaceId } = known ?? await as(owner).call<Space>("POST", "/spaces", {
    name,
    description,
    isPublic: true,
  });
  for (const username of members) await as(username).call("POST", `/spaces/${spaceId}/join`);
  return spaceId;
}

interface Space {
  spaceId: string;
  name: string;
}

/** Sends messages, unless they were sent before. Returns how many are new. */
async function sayAll(
  as: As,
  conversationId: string,
  key: string,
  lines: readonly Line[],
): Promise<number> {
  const path = `/conversations/${conversationId}`;
  let added = 0;
  for (const [index, [username, body]] of lines.entries()) {
    const { lastSeq } = await as(username).call<Conversation>("GET", path);
    const clientId = `demo-${key}-${index + 1}`;
    const { seq } = await as(username).call<{ seq: number }>("POST", `${path}/messages`, {
      body,
      clientId,
    });
    if (seq > lastSeq) added++;
  }
  return added;
}
