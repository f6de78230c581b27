import type { Session, SessionStore } from "./session.ts";

/** A tab that stands still must not keep the others from refreshing. */
const LOCK_MS_MAX = 10_000;

/**
 * Returns a store in `localStorage`, which all tabs of an origin share. One tab refreshes at a
 * time. A script that gets into the page can read the session, so guard it by a strict policy.
 */
export function browserStore(key = "tintype.session"): SessionStore {
  const parsed = (text: string | null): Session | null => text === null ? null : JSON.parse(text);
  return {
    read: () => parsed(localStorage.getItem(key)),
    write(session) {
      if (session === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(session));
    },
    async exclusively(run) {
      const { locks } = navigator as unknown as { locks?: Locks };
      if (!locks) return await run();
      const waiting = new AbortController();
      const timer = setTimeout(() => waiting.abort(), LOCK_MS_MAX);
      let hasBegun = false;
      try {
        return await locks.request(key, { signal: waiting.signal }, () => {
          hasBegun = true;
          clearTimeout(timer);
          return run();
        });
      } catch (error) {
        // The server gives two tabs the same successor of a token for half a minute.
        if (!hasBegun && waiting.signal.aborted) return await run();
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    watch(listener) {
      const look = (event: Event) => {
        const changed = event as Event & { key: string | null; newValue: string | null };
        if (changed.key === key || changed.key === null) listener(parsed(changed.newValue));
      };
      addEventListener("storage", look);
      return () => removeEventListener("storage", look);
    },
  };
}

/** The part of the Web Locks API that is used here; not all runtimes have its types. */
interface Locks {
  request<T>(name: string, options: { signal: AbortSignal }, run: () => Promise<T>): Promise<T>;
}
