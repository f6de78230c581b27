import createApi, { type Client as Api } from "openapi-fetch";
import { data } from "./data.ts";
import { type List, listOf, type ListParameters, type ListPath } from "./pages.ts";
import type { components, paths } from "./schema.ts";
import { memoryStore, type Session, sessionOf, type SessionStore } from "./session.ts";
import { TRY_LIMITS, type TryLimits } from "./tries.ts";
import { upload, type UploadOptions } from "./upload.ts";
import { type Send, Wire } from "./wire.ts";

type Schemas = components["schemas"];

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** The origin of the API, for example `https://tintype.example`. */
  url: string;
  /** Keeps the session; by default in memory, so that it ends with the program. */
  session?: SessionStore;
  /** Sends requests; by default `fetch`. */
  fetch?: Send;
  limits?: Partial<TryLimits>;
}

/** A client of one Tintype service for one user. */
export interface TintypeClient {
  readonly url: string;
  /** All operations of the API, typed by their paths. {@link data} reads their responses. */
  readonly api: Api<paths>;
  /** Returns a list, as an iterator over its items; `.pages()` iterates over its pages. */
  list<P extends ListPath>(
    path: P,
    ...[parameters]: Record<never, never> extends ListParameters<P>
      ? [parameters?: ListParameters<P>]
      : [parameters: ListParameters<P>]
  ): List<P>;
  /** Uploads a picture or a video. Posts may use it at once, before it is processed. */
  upload(file: Blob, options?: UploadOptions): Promise<Schemas["UploadStatus"]>;
  /** Sends any other request as the signed-in user. */
  fetch(request: Request): Promise<Response>;
  /** Returns the session, or null if nobody is signed in. */
  session(): Promise<Session | null>;
  /** Calls `listener` when somebody signs in or out, here or in another tab, or is refreshed. */
  watchSession(listener: (session: Session | null) => void): () => void;
  /** Creates an account and signs in to it. */
  signUp(account: Schemas["CreateUserBody"]): Promise<Session>;
  signIn(credentials: Schemas["SignInBody"]): Promise<Session>;
  /** Keeps the session of a sign-in that went another way: a passkey or a provider. */
  signInWith(signedIn: Schemas["SignedIn"]): Promise<Session>;
  /** Ends the session, here at once and at the server as soon as it can be reached. */
  signOut(): Promise<void>;
}

/** Returns a client. It signs requests, refreshes tokens, and tries again by itself. */
export function createClient(options: ClientOptions): TintypeClient {
  const { url, session: store = memoryStore(), fetch: bare = (request) => fetch(request) } =
    options;
  const wire = new Wire(url, store, bare, { ...TRY_LIMITS, ...options.limits });
  const { sessions } = wire;
  const apiWith = (send: Send) => createApi<paths>({ baseUrl: wire.url, fetch: send });
  const api = apiWith((request) => wire.send(request));
  const unsigned = apiWith((request) => wire.sendUnsigned(request));
  const signInWith = async (signedIn: Schemas["SignedIn"]) => {
    const session = sessionOf(signedIn);
    await sessions.write(session);
    return session;
  };
  return {
    url: wire.url,
    api,
    list: (path, ...[parameters]) => listOf(api, path, parameters),
    upload: (file, options = {}) => upload(wire, api, file, options),
    fetch: (request) => wire.send(request),
    session: () => sessions.read(),
    watchSession: (listener) => sessions.watch(listener),
    signUp: async (body) =>
      await signInWith(await data(unsigned.POST("/api/v1/auth/register", { body }))),
    signIn: async (body) =>
      await signInWith(
        await data(unsigned.POST("/api/v1/auth/login", { body })) as Schemas["SignedIn"],
      ),
    signInWith,
    async signOut() {
      const session = await sessions.read();
      await sessions.write(null);
      if (session?.refreshToken === undefined) return;
      await data(
        unsigned.POST("/api/v1/auth/logout", { body: { refreshToken: session.refreshToken } }),
      );
    },
  };
}
