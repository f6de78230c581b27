import { errorOf } from "./errors.ts";

/** The result of a call of `client.api`. */
interface Result {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** The `data` of a response; the text of one that is not JSON; nothing of an empty one. */
type Data<Body> = [Body] extends [never] ? void
  : Body extends { data: infer D } ? D
  : Body extends object ? never
  : Body;

/**
 * Returns the `data` of a response. Throws a `TintypeError` if the request failed.
 *
 *     const post = await data(client.api.GET("/api/v1/posts/{id}", { params: { path: { id } } }));
 */
export async function data<R extends Result>(
  call: Promise<R>,
): Promise<Data<NonNullable<R["data"]>>> {
  const { data, error, response } = await call as Result;
  if (!response.ok) throw errorOf(response, error);
  const isEnvelope = typeof data === "object" && data !== null && "data" in data;
  return (isEnvelope ? data.data : data) as Data<NonNullable<R["data"]>>;
}
