import { AppError } from "../errors.ts";

/** The CDN in front of public storage, which stores copies of what it served. */
export interface Cdn {
  /** Makes the CDN drop these URLs. Throws `unavailable` if it cannot be reached. */
  purge(urls: readonly string[]): Promise<void>;
}

/** The CDN's endpoint for purges. Without a URL there is no CDN and nothing to purge. */
export interface CdnOptions {
  url: string | undefined;
  token: string | undefined;
  /** The time limit of one request. */
  deadlineMs?: number;
}

const URLS_A_PURGE_MAX = 100;
const DEADLINE_MS = 5000;

/** Opens the configured CDN, if there is one, without a request. */
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
      // The token is for this URL alone, not for the target of a redirect.
      redirect: "manual",
      signal: stop.signal,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`It answered ${response.status}`);
  } catch (cause) {
    throw new AppError("unavailable", "The CDN cannot be purged at the moment.", { cause });
  } finally {
    clearTimeout(timer);
  }
}
