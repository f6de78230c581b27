import { getPathNoStrict } from "hono/utils/url";

/** The path of a request whose host is refused: no client can send it, so no route takes it. */
export const REFUSED_PATH = "/ refused";

const HOST_LENGTH_MAX = 262;
const LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";
const HOST_FORM = new RegExp(
  `^(?:${LABEL}(?:\\.${LABEL})*\\.?|\\[[0-9a-f:.]+\\])(?::\\d{1,5})?$`,
  "i",
);
const HOSTS_KNOWN_MAX = 64;

// Nearly all requests name one of a few hosts.
const known = new Set<string>();

/** Whether a text is `host[:port]` (RFC 9110 §7.2), and a host that URLs can have. */
export function isHost(text: string): boolean {
  if (known.has(text)) return true;
  if (text.length > HOST_LENGTH_MAX || !HOST_FORM.test(text)) return false;
  if (!URL.canParse(`http://${text}/`)) return false;
  if (known.size >= HOSTS_KNOWN_MAX) known.clear();
  known.add(text);
  return true;
}

/**
 * Returns the path that routes are chosen by, or {@link REFUSED_PATH}. Deno puts the host, as it was
 * sent, in front of the path: one with a slash or a question mark would choose the path.
 */
export function pathOf(request: Request): string {
  const host = request.headers.get("host");
  const isGood = (host === null || isHost(host)) && isHost(hostOfUrl(request.url));
  return isGood ? getPathNoStrict(request) : REFUSED_PATH;
}

/** The host of a request's URL, as text; empty where it is no URL of HTTP. */
function hostOfUrl(url: string): string {
  const from = url.startsWith("http://") ? 7 : url.startsWith("https://") ? 8 : 0;
  if (from === 0) return "";
  const to = url.indexOf("/", from);
  return to < 0 ? "" : url.slice(from, to);
}
