import { z } from "zod";
import type { Api } from "../http/api.ts";
import { paginationSchema } from "../http/paging.ts";
import {
  foundPagination,
  messageSearchQuery,
  postSearchQuery,
  spaceSearchQuery,
  userSearchQuery,
} from "./input.ts";
import { foundMessageSchema, searchMessages } from "./messages.ts";
import { searchPosts } from "./posts.ts";
import { searchSpaces } from "./spaces.ts";
import { searchUsers } from "./users.ts";
import { spaceSchema } from "../spaces/space_view.ts";
import { postSchema, postView } from "../posts/post_view.ts";
import { snippetOf, snippetSchema } from "./snippet.ts";
import { userCardSchema } from "../people/user_view.ts";

const foundPostSchema = postSchema.extend({ snippet: snippetSchema }).meta({ id: "FoundPost" });
const foundUserSchema = userCardSchema.extend({
  followersCount: z.int(),
  isFollowing: z.boolean(),
}).meta({ id: "FoundUser" });

/** The routes of search. Results are limited to what the viewer may see. */
export function searchRoutes(api: Api): void {
  api.get(["/search/users", "/users/search"], {
    summary: "Search people by the beginning of their names; each word may have one typo",
    auth: "optional",
    limit: "search",
    query: userSearchQuery,
    response: z.object({ users: z.array(foundUserSchema), pagination: foundPagination }),
    run: ({ ctx, viewerId, query }) => searchUsers(ctx, viewerId, query),
  });

  api.get(["/search/posts", "/posts/search"], {
    summary:
      "Search posts by the words of their captions, headers, content warnings, tags and alt texts, and by filters",
    auth: "optional",
    limit: "search",
    query: postSearchQuery,
    response: z.object({
      posts: z.array(foundPostSchema),
      pagination: foundPagination,
    }),
    errors: ["not_found"],
    async run({ ctx, viewerId, query }) {
      const { posts, pagination } = await searchPosts(ctx, viewerId, query);
      const views = posts.map((seen) => ({
        ...postView(ctx, seen),
        snippet: snippetOf(seen.card, query.q),
      }));
      return { posts: views, pagination };
    },
  });

  api.get("/search/spaces", {
    summary: "Search my spaces and public ones by their names; each word may have one typo",
    limit: "search",
    query: spaceSearchQuery,
    response: z.object({ spaces: z.array(spaceSchema), pagination: paginationSchema }),
    run: ({ ctx, viewerId, query }) => searchSpaces(ctx, viewerId, query),
  });

  api.get("/search/messages", {
    summary: "Search messages by their words, newest first, in the viewer's conversations",
    limit: "search",
    query: messageSearchQuery,
    response: z.object({
      messages: z.array(foundMessageSchema),
      pagination: paginationSchema,
    }),
    errors: ["not_found", "forbidden"],
    run: ({ ctx, viewerId, query }) => searchMessages(ctx, viewerId, query),
  });
}
