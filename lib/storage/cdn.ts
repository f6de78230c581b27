import { AppError } from "../errors.ts";

/** What stands in front of public storage and keeps copies of what it has served. */
export interface Cdn {
  /** Makes it forget these addresses. Where it cannot be reached it throws `unavailable`. */
  purge(urls: readonly string[]): Promise<void>;
}

/** Who is asked to purge. Without an address there is no CDN, and nothing to be forgotten. */
export interface CdnOptions {
  url: string | undefined;
  token: string | undefined;
  /** How long one request may take. */
  deadlineMs?: number;
}

const URLS_A_PURGE_MAX = 100;
const DEADLINE_MS = 5000;

/** Opens the CDN that is configured, if there is one; nothing is asked yet. */
export function openCdn({ url, token, deadlineMs = DEADLINE_MS }: CdnOptions): Cdn {
  if (url === undefined) return { purge: () => Promise.resolve() };
  return {
    async purge(urls) {
      for (let from = 0; from < urls.length; from += URLS_A_PURGE_MAX) {
        await ask({ url, token, deadlineMs }, urls.slice(from, from + URLS_A_PURGE_MAX));
      }
    },
  };
}

interface Asked {
  url: string;
  token: string | undefined;
  deadlineMs: number;
}

async function ask({ url, token, deadlineMs }: Asked, urls: readonly string[]): Promise<void> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), deadlineMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ urls }),
      // What answers elsewhere is not who the token is for.
      redirect: "manual",
      signal: stop.signal,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`It answered ${response.status}`);
  } catch (cause) {
    throw new AppError("unavailable", "The CDN cannot be purged at the moment", { cause });
  } finally {
    clearTimeout(timer);
  }
}
