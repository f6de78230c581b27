import { isKept, roleSeesPost, seesPerson } from "./expectations.ts";
import type { Cell, Expected, Row } from "./row.ts";

/** The operations of a share link. It shows the post whatever its audience. */
export const SHARE_ROWS: readonly Row[] = [
  { operation: "GET /s/{token}", call: "!/s/{token}", isOpen: true, expect: shows(200), reveals },
  {
    operation: "GET /s/{token}/image",
    call: "!/s/{token}/image",
    isOpen: true,
    expect: shows(302),
  },
  {
    operation: "GET /posts/{id}/share-links",
    call: "/posts/{post}/share-links",
    expect: authoring(200),
  },
  {
    operation: "POST /posts/{id}/share-links",
    call: "/posts/{post}/share-links",
    body: {},
    expect: authoring(201),
  },
  {
    operation: "DELETE /share-links/{id}",
    call: "/share-links/{link}",
    expect: ({ role }) => role === "author" ? 204 : { missing: "link" },
  },
];

function shows(status: number) {
  return (cell: Cell): Expected => isShown(cell) ? status : { missing: "token" };
}

function isShown({ onlooker, account, audience }: Cell): boolean {
  const isThere = audience !== "deleted" && !isKept(audience!) && account !== "sue";
  return isThere && seesPerson(onlooker, account);
}

function reveals(cell: Cell): string[] {
  if (!isShown(cell)) return [];
  const { post, account } = cell;
  const texts = ["header", "caption", "warning", "tag", "place", "alt"];
  return [account, `${account}_name`, ...texts.map((text) => `${post!.key}_${text}`)];
}

/** Allowed to the author; others who see the post may not. */
function authoring(status: number) {
  return ({ role, account, audience }: Cell): Expected => {
    if (!roleSeesPost(role, account, audience!)) return { missing: "post" };
    return role === "author" ? status : 403;
  };
}
