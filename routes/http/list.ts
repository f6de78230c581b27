import { z } from "zod";
import type { Page } from "../../db/page.ts";
import type { Auth, Endpoint, EndpointRequest } from "./endpoint.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "./paging.ts";

/** The schemas of a request for a list. */
export interface ListInput {
  params: z.ZodType;
  query: z.ZodType<z.output<typeof pageQuery>>;
}

type NoBody = { body: z.ZodUndefined };
type Shared =
  | "summary"
  | "auth"
  | "params"
  | "permission"
  | "considers"
  | "admitsSuspended"
  | "limit"
  | "errors";
type ListRequest<A extends Auth, I extends ListInput> = EndpointRequest<A, I & NoBody>;
type OwnedRequest<A extends Auth, I extends ListInput, S> = ListRequest<A, I> & { of: S };

/** A list that clients read page by page. */
export interface List<A extends Auth, I extends ListInput, V extends z.ZodType, S, T>
  extends Pick<Endpoint<A, I & NoBody, z.ZodType>, Shared> {
  /** The query with filters. Defaults to {@link pageQuery}. */
  query?: I["query"];
  /** The name of the list in the response. */
  name: string;
  /** The schema of an item. */
  item: V;
  /** Returns the owner of the list, or another thing it is of. Throws if the viewer may not see it. */
  of?(request: ListRequest<A, I>): Promise<S> | S;
  /** Returns the identity of the list. Its cursors are invalid for any other. */
  scope(request: OwnedRequest<A, I, S>): string;
  /** Returns the items after a place; null is the beginning. */
  find(request: OwnedRequest<A, I, S>, place: string | null, limit: number): Promise<Page<T>>;
  /** Returns the items as clients see them. */
  view(items: T[], request: OwnedRequest<A, I, S>): z.input<V>[] | Promise<z.input<V>[]>;
}

/** Returns the endpoint of a list. */
export function listEndpoint(
  list: List<Auth, ListInput, z.ZodType, unknown, unknown>,
): Endpoint<Auth, ListInput & NoBody, z.ZodType> {
  const { name, item, query = pageQuery, of, scope: scopeOf, find, view, ...shared } = list;
  return {
    ...shared,
    query,
    response: z.object({ [name]: z.array(item), pagination: paginationSchema }),
    async run(request) {
      const { ctx, query: { limit, cursor } } = request;
      const owned = { ...request, of: await of?.(request) };
      const scope = scopeOf(owned);
      const { items, next } = await find(owned, placeOf(ctx, scope, cursor), limit);
      return { [name]: await view(items, owned), pagination: paginationOf(ctx, scope, next) };
    },
  };
}
