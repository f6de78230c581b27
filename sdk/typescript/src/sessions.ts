import { errorOf } from "./errors.ts";
import { type Session, sessionOf, type SessionStore } from "./session.ts";

/** A token that ends within this time is refreshed before it is used. */
const EXPIRY_MARGIN_MS = 5000;

/** Sends a refresh token; returns the response. */
type Exchange = (refreshToken: string) => Promise<Response>;

/** The session of a client, with an access token that is always fresh. */
export class Sessions {
  readonly #store: SessionStore;
  readonly #exchange: Exchange;
  readonly #listeners = new Set<(session: Session | null) => void>();
  #renewing: Promise<Session | null> | null = null;
  #unwatch: (() => void) | undefined;

  constructor(store: SessionStore, exchange: Exchange) {
    this.#store = store;
    this.#exchange = exchange;
  }

  async read(): Promise<Session | null> {
    return await this.#store.read();
  }

  /** Returns the session, after a refresh if its access token has ended. */
  async fresh(): Promise<Session | null> {
    const session = await this.read();
    const hasEnded = (session?.expiresAt ?? Infinity) < Date.now() + EXPIRY_MARGIN_MS;
    return session && hasEnded ? await this.renew(session) : session;
  }

  /**
   * Exchanges the refresh token of a session whose access token was refused. Concurrent calls share
   * one exchange. Returns the session of another call or tab if there is one, and null if the
   * session has ended. Throws if the server does not answer: the session stays.
   */
  async renew(refused: Session): Promise<Session | null> {
    this.#renewing ??= this.#renewAlone(refused).finally(() => this.#renewing = null);
    return await this.#renewing;
  }

  async write(session: Session | null): Promise<void> {
    await this.#store.write(session);
    this.#tell(session);
  }

  /** Calls `listener` at each change of the session, here or in another tab. */
  watch(listener: (session: Session | null) => void): () => void {
    this.#listeners.add(listener);
    this.#unwatch ??= this.#store.watch?.((session) => this.#tell(session));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#unwatch?.();
      this.#unwatch = undefined;
    };
  }

  #renewAlone(refused: Session): Promise<Session | null> {
    const run = () => this.#renewOnce(refused);
    return this.#store.exclusively?.(run) ?? run();
  }

  async #renewOnce(refused: Session): Promise<Session | null> {
    const current = await this.read();
    if (current?.accessToken !== refused.accessToken) return current;
    if (current.refreshToken === undefined) return current;
    const response = await this.#exchange(current.refreshToken);
    const body = await response.json().catch(() => null);
    // A sign-out, a sign-in or another tab may have come first: its session counts.
    const now = await this.read();
    if (now?.refreshToken !== current.refreshToken) return now;
    if (response.ok) {
      const session = sessionOf(body.data);
      await this.write(session);
      return session;
    }
    if (response.status !== 401) throw errorOf(response, body);
    await this.write(null);
    return null;
  }

  #tell(session: Session | null): void {
    for (const listener of this.#listeners) listener(session);
  }
}
