import { AppError } from "../errors.ts";
import { isLocalHost } from "../http/local_host.ts";

const BYTES_MAX = 256 * 1024;
const IP_LITERAL = /^(\[.*\]|[\d.]+)$/;

/** Sends one request to a provider. */
export type EndpointFetch = (
  url: string,
  init: { method?: string; headers?: HeadersInit; body?: BodyInit | null | undefined },
) => Promise<Response>;

/**
 * A fetch for the endpoints that an issuer announces: over https, to no address of this machine or
 * its network, without redirects, and with a limit of bytes and of time for the whole answer.
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
      const bytes = await readWhole(response);
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

/** Fails unless a request to the address is one that this issuer may ask for. */
export function requireEndpoint(issuer: URL, address: string): void {
  const url = URL.parse(address);
  const isAllowed = url !== null && url.username === "" && url.password === "" &&
    (issuer.protocol === "http:"
      ? isLocalHost(url.hostname) && /^https?:$/.test(url.protocol)
      : url.protocol === "https:" && (url.host === issuer.host || isPublicName(url)));
  if (!isAllowed) throw unavailable("It announces an address that nobody should call");
}

/** The error of a provider that cannot serve at the moment; the reason is for the log alone. */
export function unavailable(reason: string): AppError {
  return new AppError("unavailable", "The provider cannot be reached at the moment; try again", {
    cause: new Error(`Identity provider: ${reason}`),
  });
}

function isPublicName(url: URL): boolean {
  const { hostname } = url;
  return !isLocalHost(hostname) && !IP_LITERAL.test(hostname) && hostname.includes(".") &&
    !/\.(localhost|local|internal)\.?$/.test(hostname);
}

async function readWhole(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > BYTES_MAX) throw new TooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

class TooLarge extends Error {
  override readonly message = `Its answer is larger than ${BYTES_MAX} bytes`;
}

// Texts of other errors may quote what was sent.
function reasonOf(cause: unknown): string {
  if (cause instanceof TooLarge) return cause.message;
  if (cause instanceof Error && /^It answered \d+$/.test(cause.message)) return cause.message;
  return "It does not answer";
}

function readable(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => name === "content-type" || name === "www-authenticate");
}
