import { ok } from "../people/steps.ts";
import type { Person } from "../people/person.ts";

/** Creates a board; returns its id. */
export async function makeBoard(
  owner: Person,
  board: { name?: string; privacy?: string; description?: string } = {},
): Promise<string> {
  return ok(await owner.post("/boards", { name: "Lakes", ...board }), 201).data.boardId;
}

/** Returns the captions of the first pins on a board as a viewer sees them, in their order. */
export async function pinsOn(viewer: Person, boardId: string): Promise<string[]> {
  const { data } = ok(await viewer.get(`/boards/${boardId}?limit=50`), 200);
  return data.posts.map((post: { caption: string }) => post.caption);
}
