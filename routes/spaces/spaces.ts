import { z } from "zod";
import { listPublicSpaces } from "../../db/spaces/lists.ts";
import { deleteSpace, insertSpace, updateSpace } from "../../db/spaces/spaces.ts";
import {
  SPACE_DESCRIPTION_LENGTH_MAX,
  SPACE_NAME_LENGTH_MAX,
} from "../../domain/conversations/limits.ts";
import type { SpaceId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { Page } from "../../db/page.ts";
import { listOwnSpaces, type SpaceSeat } from "../../reads/spaces/access.ts";
import type { Api } from "../http/api.ts";
import { idInputOf, nameText, trimmedText } from "../http/fields.ts";
import { pageQuery } from "../http/paging.ts";
import { spaceParams } from "../http/values.ts";
import { loadSpaceView, spaceSchema, spaceViews, writtenSpaceView } from "./space_view.ts";

const fields = {
  name: nameText(SPACE_NAME_LENGTH_MAX, 1),
  description: trimmedText(SPACE_DESCRIPTION_LENGTH_MAX).nullable()
    .transform((given) => given || null),
  avatarMediaId: idInputOf<"media">().nullable(),
  isPublic: z.boolean(),
};
const newSpace = z.strictObject({
  ...fields,
  description: fields.description.default(null),
  avatarMediaId: fields.avatarMediaId.default(null),
  isPublic: fields.isPublic.default(false),
});
const spaceChange = z.strictObject(fields).partial();

/** Spaces: communities with members, rooms and posts. */
export function spaceRoutes(api: Api): void {
  api.post("/spaces", {
    summary: "Create a space and become its owner",
    body: newSpace,
    response: spaceSchema,
    status: 201,
    errors: ["unprocessable"],
    run: ({ ctx, viewerId, body, write }) =>
      write(async (tx) => {
        const id = await insertSpace(tx, viewerId, body);
        return await writtenSpaceView(ctx, tx.sql, viewerId, id);
      }),
  });

  api.list("/spaces", {
    summary: "List my spaces, the last that I joined first, or public ones, the largest first",
    query: pageQuery.extend({ public: z.enum(["true", "false"]).default("false") }),
    name: "spaces",
    item: spaceSchema,
    scope: ({ viewerId, query }) => query.public === "true" ? "public spaces" : `of ${viewerId}`,
    find: ({ ctx, viewerId, query }, place, limit) =>
      query.public === "true"
        ? findPublicSpaces(ctx, viewerId, place, limit)
        : findOwnSpaces(ctx, viewerId, place, limit),
    view: (seats, { ctx }) => spaceViews(ctx, seats),
  });

  api.get("/spaces/:id", {
    summary: "Get a space of mine or a public one",
    params: spaceParams,
    response: spaceSchema,
    errors: ["not_found"],
    run: ({ ctx, viewerId, params }) => loadSpaceView(ctx, viewerId, params.id),
  });

  for (const method of ["patch", "put"] as const) {
    api[method]("/spaces/:id", {
      summary: "Update my space",
      params: spaceParams,
      body: spaceChange,
      response: spaceSchema,
      errors: ["forbidden", "not_found", "unprocessable"],
      async run({ ctx, viewerId, params, body, write }) {
        await write((tx) => updateSpace(tx, viewerId, params.id, body));
        return await loadSpaceView(ctx, viewerId, params.id);
      },
    });
  }

  api.delete("/spaces/:id", {
    summary: "Delete my space with its rooms, posts and invitations",
    params: spaceParams,
    errors: ["forbidden", "not_found"],
    run: ({ viewerId, params, write }) => write((tx) => deleteSpace(tx, viewerId, params.id)),
  });
}

async function findOwnSpaces(
  ctx: Context,
  viewerId: UserId,
  before: string | null,
  limit: number,
): Promise<Page<SpaceSeat>> {
  const all = await listOwnSpaces(ctx, viewerId);
  const left = before === null ? all : all.filter(({ membership }) => membership.id < before);
  const items = left.slice(0, limit);
  return { items, next: left.length > limit ? items.at(-1)!.membership.id : null };
}

async function findPublicSpaces(
  { sql, cache }: Context,
  viewerId: UserId,
  after: string | null,
  limit: number,
): Promise<Page<SpaceSeat>> {
  const [page, memberships] = await Promise.all([
    listPublicSpaces(sql, viewerId, after, limit),
    cache.memberships.get(viewerId),
  ]);
  const spaces = await cache.spaces.getMany(page.items);
  const membershipOf = (id: SpaceId) => memberships?.spaces.get(id) ?? null;
  const items = [...spaces.values()].filter(({ isDeleted }) => !isDeleted)
    .map((space) => ({ space, membership: membershipOf(space.id) }));
  return { ...page, items };
}
