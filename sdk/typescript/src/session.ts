import type { components } from "./schema.ts";

/** A signed-in user of one device. An API token is a session that has an access token only. */
export interface Session {
  accessToken: string;
  refreshToken?: string;
  userId?: string;
  /** When the access token ends, in milliseconds since 1970. */
  expiresAt?: number;
}

/** Keeps the session of a client. Several clients may share one. */
export interface SessionStore {
  read(): Session | null | Promise<Session | null>;
  write(session: Session | null): void | Promise<void>;
  /** Runs one function at a time, over all clients that share the store. */
  exclusively?<T>(run: () => Promise<T>): Promise<T>;
  /** Calls `listener` when another client has written. Returns a function that ends it. */
  watch?(listener: (session: Session | null) => void): () => void;
}

/** Returns a store in memory. */
export function memoryStore(session: Session | null = null): SessionStore {
  return {
    read: () => session,
    write(written) {
      session = written;
    },
  };
}

/** Returns the session of a response that has signed somebody in. */
export function sessionOf(signedIn: components["schemas"]["SignedIn"]): Session {
  const { userId, accessToken, refreshToken, expiresIn } = signedIn;
  return { userId, accessToken, refreshToken, expiresAt: Date.now() + expiresIn * 1000 };
}
