import { Hono } from "hono";
import type { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { scopesFor } from "../../domain/accounts/scopes.ts";
import { BodyPlaces } from "./body_places.ts";
import type { ApiOptions, Auth, Endpoint, Env, Method, Route } from "./endpoint.ts";
import { type List, listEndpoint, type ListInput } from "./list.ts";
import type { pageQuery } from "./paging.ts";
import { respond } from "./respond.ts";

/** The routes under one base path. */
export class Api {
  readonly app = new Hono<Env>({ strict: false });
  /** The routes in the order of their declaration. The OpenAPI document is made of them. */
  readonly routes: Route[] = [];

  readonly #places: BodyPlaces;

  constructor(readonly ctx: Context, readonly options: ApiOptions = {}) {
    this.#places = new BodyPlaces(ctx);
  }

  get = this.#verb("get");
  post = this.#verb("post");
  put = this.#verb("put");
  patch = this.#verb("patch");
  delete = this.#verb("delete");

  /** Declares a list that clients read page by page. */
  list<
    V extends z.ZodType,
    T,
    S = undefined,
    A extends Auth = "required",
    P extends z.ZodType = z.ZodUndefined,
    Q extends ListInput["query"] = typeof pageQuery,
  >(path: string, list: List<A, { params: P; query: Q }, V, S, T>): void {
    this.get(path, listEndpoint(list));
  }

  #verb(method: Method) {
    return <
      A extends Auth = "required",
      P extends z.ZodType = z.ZodUndefined,
      Q extends z.ZodType = z.ZodUndefined,
      B extends z.ZodType = z.ZodUndefined,
      R extends z.ZodType = z.ZodVoid,
    >(
      paths: string | readonly string[],
      endpoint: Endpoint<A, { params: P; query: Q; body: B }, R>,
    ): void => {
      const limit = endpoint.limit ?? this.options.limit ?? (method === "get" ? "read" : "write");
      for (const path of [paths].flat()) {
        const scopes = scopesFor({ method, path, permission: endpoint.permission });
        this.#mount({ ...endpoint, method, path, scopes, limit });
      }
    };
  }

  #mount(route: Route): void {
    const server = { ctx: this.ctx, places: this.#places, options: this.options };
    this.routes.push(route);
    this.app.on(route.method, route.path, (http) => respond(server, http, route));
  }
}
