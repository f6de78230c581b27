import type { Account, Audience, Onlooker, Role } from "./expectations.ts";
import type { MatrixPost } from "./posts.ts";
import type { World } from "./world.ts";

/** Something of an account's that somebody asks for. */
export interface Cell {
  world: World;
  account: Account;
  role: Role;
  onlooker: Onlooker;
  /** Set in rows about a post. */
  audience: Audience | null;
  post: MatrixPost | null;
  /** What the names in a row's `call` stand for. */
  ids: Record<string, string>;
}

/** A status, or the answer for something that does not exist: which of the names in `call`. */
export type Expected = number | { missing: string };

/** What one operation answers to everybody. */
export interface Row {
  /** As the OpenAPI document names it, below the path of the API. */
  operation: string;
  /** The path with names of ids: those of a cell. With a "!" it is not below the API's. */
  call: string;
  body?: unknown;
  /** Without a token it is answered as well. */
  isOpen?: boolean;
  /** Whoever asks gets what nobody in particular gets. */
  isForAll?: boolean;
  /** What is expected where the token is accepted, or none is needed. */
  expect(cell: Cell): Expected;
  /** Keys of captions: all that a list of posts shows. */
  lists?(cell: Cell): string[];
  /** Keys of canaries that only this operation shows to this onlooker. */
  reveals?(cell: Cell): string[];
}
