import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { startApp } from "../helpers/app/app.ts";
import { type Action, Model } from "./model.ts";
import { assertStands, perform } from "./observe.ts";

const NAMES = ["ada", "bob", "cora"];
const VERBS = [
  "follow",
  "unfollow",
  "accept",
  "reject",
  "cancel",
  "remove",
  "block",
  "unblock",
] as const;
/** All actions of ada and bob on each other, and of cora on both. */
const ACTIONS: Action[] = [
  ...[["ada", "bob"], ["bob", "ada"], ["cora", "ada"], ["cora", "bob"]].flatMap(([by, to]) =>
    VERBS.map((verb) => ({ do: verb, by: by!, to: to! }))
  ),
  ...NAMES.flatMap((by): Action[] => [{ do: "go private", by }, { do: "go public", by }]),
];
const TRANSITIONS_MIN = 250;

/** The state of bob towards ada: his requests, her privacy, and the blocks between them. */
function stateOf(model: Model): string {
  const pair = "bob>ada";
  const follow = model.follows.has(pair) ? "following" : "none";
  const standing = model.requests.has(pair) ? "requested" : follow;
  const block = ["ada>bob", pair].filter((one) => model.blocks.has(one)).join();
  return [standing, model.private.has("ada") ? "private" : "public", block].join(" ");
}

const titleOf = (action: Action) => Object.values(action).join(" ");
const cellOf = (model: Model, action: Action) => `${stateOf(model)}: ${titleOf(action)}`;

/** Returns the shortest way from a state to an untried cell, or null. */
function wayToNew(start: Model, tried: ReadonlySet<string>): Action[] | null {
  const known = new Set([start.key]);
  let border: { model: Model; way: Action[] }[] = [{ model: start, way: [] }];
  while (border.length > 0) {
    const next: typeof border = [];
    for (const { model, way } of border) {
      const found = ACTIONS.find((action) => !tried.has(cellOf(model, action)));
      if (found) return [...way, found];
      for (const action of ACTIONS) {
        const after = new Model(model);
        after.apply(action);
        if (known.has(after.key)) continue;
        known.add(after.key);
        next.push({ model: after, way: [...way, action] });
      }
    }
    // Cora's actions make the states endless; a handful of steps leads everywhere.
    border = next.slice(0, 2000);
  }
  return null;
}

Deno.test("every action of everybody in every state of two people has the result of the model", async () => {
  await using app = await startApp();
  const everybody = await app.people("ada", "bob", "cora");
  const people = new Map(everybody.map((person) => [person.name, person]));
  const model = new Model({ names: NAMES });
  const tried = new Set<string>();
  let transitions = 0;
  for (let way = wayToNew(model, tried); way !== null; way = wayToNew(model, tried)) {
    for (const action of way) {
      const cell = cellOf(model, action);
      tried.add(cell);
      const expected = model.apply(action);
      const { status, data } = await perform(people, action);
      assertEquals(status, expected.status, cell);
      if (expected.data) {
        const fields = Object.keys(expected.data).map((field) => [field, data[field]]);
        assertEquals(Object.fromEntries(fields), expected.data, cell);
      }
      await app.settled();
      await assertStands(app, people, model, cell);
      transitions++;
    }
  }
  const states = new Set([...tried].map((cell) => cell.split(":")[0]));
  assertEquals(states.size, 9);
  assertEquals(tried.size, states.size * ACTIONS.length);
  assertGreaterOrEqual(transitions, TRANSITIONS_MIN);
});
