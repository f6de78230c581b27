const METHODS = "GET, HEAD, PUT, POST, DELETE";
const EXPOSED_HEADERS = "ETag, Content-Length, Content-Range, Accept-Ranges, Last-Modified";
const PREFLIGHT_LIFE_SECONDS = 3600;

/** Allows every origin: the signature in a request is its only right, and browsers add no other. */
export function preflight(request: Request): Response {
  const headers = new Headers({
    "access-control-allow-origin": "*",
    "access-control-allow-methods": METHODS,
    "access-control-max-age": String(PREFLIGHT_LIFE_SECONDS),
    "vary": "access-control-request-headers",
  });
  const asked = request.headers.get("access-control-request-headers");
  if (asked !== null) headers.set("access-control-allow-headers", asked);
  return new Response(null, { status: 204, headers });
}

/** Lets pages read the response, and keeps an uploaded page or script from running. */
export function withBrowserHeaders(request: Request, response: Response): Response {
  response.headers.set("access-control-allow-origin", "*");
  response.headers.set("access-control-expose-headers", EXPOSED_HEADERS);
  response.headers.set("content-security-policy", "sandbox; default-src 'none'");
  response.headers.set("cross-origin-resource-policy", "cross-origin");
  response.headers.set("x-content-type-options", "nosniff");
  if (request.method !== "HEAD" || response.body === null) return response;
  return new Response(null, response);
}
