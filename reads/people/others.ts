import type { Context } from "../../context/mod.ts";
import type { Page } from "../../db/page.ts";
import type { Sql } from "../../db/sql.ts";
import type { UserId } from "../../domain/ids.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";

/** A list of what people did, which a replica of the database may read. */
export interface OthersList<T> {
  viewerId: UserId | null;
  /** The post or the user that the list is of. The list has every change of it that is known here. */
  of: string;
  /** Reads the page. A replica may show people who are hidden from the viewer since. */
  find(sql: Sql): Promise<Page<T>>;
  /** Returns the person whom an item shows. */
  personOf(item: T): UserId;
}

/**
 * Returns a page of a list of what people did. The rule of visibility is applied once more, to what
 * this instance knows about the people: a replica may be 200 ms behind.
 */
export async function listOthers<T>(
  { cache, others }: Context,
  { viewerId, of, find, personOf }: OthersList<T>,
): Promise<Page<T>> {
  const { items, next } = await others.read([viewerId, of], find);
  const users = await cache.users.getMany(items.map(personOf));
  const viewer = viewerId === null ? null : await cache.relations.get(viewerId) ?? null;
  const isSeen = (item: T) => {
    const user = users.get(personOf(item));
    return user !== undefined && canSeeUser(viewer, user);
  };
  return { items: items.filter(isSeen), next };
}
