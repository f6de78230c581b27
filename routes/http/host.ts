import { getPathNoStrict } from "hono/utils/url";

/** The path given to a request with a refused host. No client can send it, and no route has it. */
export const REFUSED_PATH = "/ refused";

const HOST_LENGTH_MAX = 262;
const LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";
const HOST_FORM = new RegExp(
  `^(?:${LABEL}(?:\\.${LABEL})*\\.?|\\[[0-9a-f:.]+\\])(?::\\d{1,5})?$`,
  "i",
);
const HOSTS_KNOWN_MAX = 64;

// Hosts that passed the check: nearly all requests name one of a few.
const known = new Set<string>();

/** Whether a text is `host[:port]` (RFC 9110 §7.2) and its host may stand in a URL. */
export function isHost(text: string): boolean {
  if (known.has(text)) return true;
  if (text.length > HOST_LENGTH_MAX || !HOST_FORM.test(text)) return false;
  if (!URL.canParse(`http://${text}/`)) return false;
  if (known.size >= HOSTS_KNOWN_MAX) known.clear();
  known.add(text);
  return true;
}

/**
 * Returns the path that selects the route, or {@link REFUSED_PATH}. Deno builds the URL from the
 * host as the client sent it: a slash or a question mark in it would change the path.
 */
export function pathOf(request: Request): string {
  const host = request.headers.get("host");
  const isGood = (host === null || isHost(host)) && isHost(hostOfUrl(request.url));
  return isGood ? getPathNoStrict(request) : REFUSED_PATH;
}

/** Returns the host in a URL as text; an empty text if the URL is not HTTP. */
function hostOfUrl(url: string): string {
  const from = url.startsWith("http://") ? 7 : url.startsWith("https://") ? 8 : 0;
  if (from === 0) return "";
  const to = url.indexOf("/", from);
  return to < 0 ? "" : url.slice(from, to);
}
