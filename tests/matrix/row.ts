import type { Account, Audience, Onlooker, Role } from "./expectations.ts";
import type { MatrixPost } from "./posts.ts";
import type { TalkKind } from "./talk/seats.ts";
import type { World } from "./world.ts";

/** A viewer and an account's object to request. */
export interface Cell {
  world: World;
  account: Account;
  role: Role;
  onlooker: Onlooker;
  /** Set in rows about a post. */
  audience: Audience | null;
  post: MatrixPost | null;
  /** Set in rows about a conversation. */
  talk: TalkKind | null;
  /** The ids for the names in a row's `call`. */
  ids: Record<string, string>;
}

/** A status, or the name in `call` whose object must appear missing. */
export type Expected = number | { missing: string };

/** The expected responses of one operation to everybody. */
export interface Row {
  /** Its name in the OpenAPI document, below the path of the API. */
  operation: string;
  /** The path with names of the cell's ids. A path with "!" is not below that of the API. */
  call: string;
  body?: unknown;
  /** Whether it works without a token. */
  isOpen?: boolean;
  /** Whether every viewer gets the response of one without an account. */
  isForAll?: boolean;
  /** The expectation if the token is accepted, or none is needed. */
  expect(cell: Cell): Expected;
  /** Keys of captions: all that a list of posts shows. */
  lists?(cell: Cell): string[];
  /** Keys of canaries that only this operation shows to this viewer. */
  reveals?(cell: Cell): string[];
}
