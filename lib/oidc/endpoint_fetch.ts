import { AppError } from "../errors.ts";
import { readAtMost } from "../http/bounded_body.ts";
import { isLocalHost } from "../http/local_host.ts";

const BYTES_MAX = 256 * 1024;
const IP_LITERAL = /^(\[.*\]|[\d.]+)$/;

/** Sends one request to a provider and returns its response, read to the end. */
export type EndpointFetch = (
  url: string,
  init: { method?: string; headers?: HeadersInit; body?: BodyInit | null | undefined },
) => Promise<Response>;

/**
 * Returns a `fetch` for the endpoints that an issuer announces. It allows https to public names only
 * and follows no redirect. A response has 256 KiB and `deadlineMs` milliseconds at most.
 */
export function openEndpointFetch(issuer: URL, deadlineMs: number): EndpointFetch {
  return async (url, { method = "GET", headers = {}, body }) => {
    requireEndpoint(issuer, url);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), deadlineMs);
    try {
      const response = await fetch(url, {
        method,
        headers,
        ...(body === undefined || body === null ? {} : { body }),
        redirect: "manual",
        signal: stop.signal,
      });
      const bytes = await readAtMost(response, BYTES_MAX);
      if (bytes === null) throw new TooLarge();
      if (response.status >= 500 || (response.status >= 300 && response.status < 400)) {
        throw new Error(`It answered ${response.status}`);
      }
      const hasBody = response.status !== 204 && response.status !== 205;
      return new Response(hasBody ? bytes : null, {
        status: response.status,
        headers: readable(response.headers),
      });
    } catch (cause) {
      throw unavailable(stop.signal.aborted ? "It took too long" : reasonOf(cause));
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Throws `unavailable` unless an issuer may name this address as one of its endpoints. */
export function requireEndpoint(issuer: URL, address: string): void {
  const url = URL.parse(address);
  const isAllowed = url !== null && url.username === "" && url.password === "" &&
    (issuer.protocol === "http:"
      ? isLocalHost(url.hostname) && /^https?:$/.test(url.protocol)
      : url.protocol === "https:" && (url.host === issuer.host || isPublicName(url)));
  if (!isAllowed) throw unavailable("It announces an address that nobody should call");
}

/** Returns the error for a provider that does not work at the moment. Only the log gets the reason. */
export function unavailable(reason: string): AppError {
  return new AppError("unavailable", "The provider cannot be reached at the moment. Try again.", {
    cause: new Error(`Identity provider: ${reason}`),
  });
}

function isPublicName(url: URL): boolean {
  const { hostname } = url;
  return !isLocalHost(hostname) && !IP_LITERAL.test(hostname) && hostname.includes(".") &&
    !/\.(localhost|local|internal)\.?$/.test(hostname);
}

class TooLarge extends Error {
  override readonly message = `Its answer is larger than ${BYTES_MAX} bytes`;
}

// Messages of other errors may quote the request, which holds secrets.
function reasonOf(cause: unknown): string {
  if (cause instanceof TooLarge) return cause.message;
  if (cause instanceof Error && /^It answered \d+$/.test(cause.message)) return cause.message;
  return "It does not answer";
}

function readable(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => name === "content-type" || name === "www-authenticate");
}
