import { Sessions } from "./sessions.ts";
import type { Session, SessionStore } from "./session.ts";
import { type TryLimits, withTries } from "./tries.ts";

/** Sends a request, as `fetch` does. */
export type Send = (request: Request) => Promise<Response>;

const SEEN = "x-tintype-seen";
const REFRESH_PATH = "/api/v1/auth/refresh";

/** Sends the requests of a client: signed in, tried again, after the client's own writes. */
export class Wire {
  /** The origin of the API, without a slash at its end. */
  readonly url: string;
  readonly sessions: Sessions;
  readonly limits: TryLimits;
  /** Sends one request and nothing else. */
  readonly bare: Send;
  /** The last write of this client, for `X-Tintype-Seen` or the query parameter `seen`. */
  seen: string | null = null;

  constructor(url: string, store: SessionStore, bare: Send, limits: TryLimits) {
    this.url = url.replace(/\/$/, "");
    this.bare = bare;
    this.limits = limits;
    this.sessions = new Sessions(store, (refreshToken) =>
      this.#attempt(
        new Request(`${this.url}${REFRESH_PATH}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ refreshToken }),
        }),
      ));
  }

  /** Sends a request as the signed-in user, unless it has an `Authorization` of its own. */
  async send(request: Request): Promise<Response> {
    if (request.headers.has("authorization")) return await this.sendUnsigned(request);
    const session = await this.sessions.fresh();
    setKey(request);
    if (session?.refreshToken === undefined) return await this.#attempt(request, session);
    const response = await this.#attempt(request.clone(), session);
    if (response.status !== 401) return response;
    const renewed = await this.sessions.renew(session);
    if (renewed === null || renewed.accessToken === session.accessToken) return response;
    await response.body?.cancel();
    return await this.#attempt(request, renewed);
  }

  /** Sends a request without the session. */
  async sendUnsigned(request: Request): Promise<Response> {
    setKey(request);
    return await this.#attempt(request);
  }

  async #attempt(request: Request, session: Session | null = null): Promise<Response> {
    if (session) request.headers.set("authorization", `Bearer ${session.accessToken}`);
    if (this.seen !== null) request.headers.set(SEEN, this.seen);
    const { signal: caller } = request;
    const response = await withTries(
      async (signal) => {
        return await received(await this.bare(new Request(request.clone(), { signal })));
      },
      this.limits,
      caller,
    );
    this.#remember(response.headers.get(SEEN));
    return response;
  }

  /** Keeps the write with the largest number: responses may come in any order. */
  #remember(seen: string | null): void {
    if (seen !== null && !(parseInt(seen) < parseInt(this.seen ?? ""))) this.seen = seen;
  }
}

/** Gives a write a key, so that it happens once however often it is sent. */
function setKey({ method, headers }: Request): void {
  if (method !== "POST" || headers.has("idempotency-key")) return;
  headers.set("idempotency-key", crypto.randomUUID());
}

/** Reads a JSON response to its end, so that a connection that breaks within it fails the try. */
async function received(response: Response): Promise<Response> {
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return isJson ? new Response(await response.arrayBuffer(), response) : response;
}
