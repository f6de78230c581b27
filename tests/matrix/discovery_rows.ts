import { canary } from "./canaries.ts";
import type { Account, Audience } from "./expectations.ts";
import { mine, publicPosts } from "./own_rows.ts";
import type { Row } from "./row.ts";

/** Lists of public posts and of people to discover. */
export const DISCOVERY_ROWS: readonly Row[] = [
  ...["/explore?limit=50", "/posts?limit=50", "/posts?sort=popular&limit=50"].map((call): Row => ({
    operation: `GET ${call.split("?")[0]}`,
    call,
    isOpen: true,
    expect: () => 200,
    lists: publicPosts,
  })),
  ...["recent", "popular"].flatMap((sort) => [
    ofTag("ada", "public", sort),
    ofTag("ada", "followers", sort),
    ofTag("pia", "public", sort),
    ofTag("sue", "public", sort),
  ]),
  {
    ...mine("GET /tags/{tag}/feed.atom"),
    call: `/tags/${canary("ada_public_tag")}/feed.atom`,
    isOpen: true,
    isForAll: true,
  },
  { ...mine("GET /tags/trending"), isOpen: true },
  { ...mine("GET /categories"), isOpen: true },
  { ...mine("GET /client"), isOpen: true, isForAll: true },
  mine("GET /suggestions/users"),
];

/** The page of a tag that one post has. */
function ofTag(account: Account, audience: Audience, sort: string): Row {
  return {
    operation: "GET /tags/{tag}/posts",
    call: `/tags/${canary(`${account}_${audience}_tag`)}/posts?sort=${sort}`,
    isOpen: true,
    expect: () => 200,
    lists: (cell) =>
      publicPosts(cell).filter((caption) => caption === `${account}_${audience}_caption`),
  };
}
