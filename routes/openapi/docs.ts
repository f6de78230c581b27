import { html } from "hono/html";
import { join } from "node:path";
import swaggerUiPath from "swagger-ui-dist/absolute-path.js";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { page } from "../http/html.ts";

const DAY_SECONDS = 24 * 60 * 60;

const START_SCRIPT = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  displayOperationId: true,
});
`;

/** The files that the page loads: those of the Swagger UI package, and a script that starts it. */
const FILES: Record<string, { type: string; read: () => Promise<BodyInit> }> = {
  "swagger-ui.css": { type: "text/css; charset=UTF-8", read: packaged("swagger-ui.css") },
  "swagger-ui-bundle.js": {
    type: "text/javascript; charset=UTF-8",
    read: packaged("swagger-ui-bundle.js"),
  },
  "favicon.png": { type: "image/png", read: packaged("favicon-32x32.png") },
  "start.js": {
    type: "text/javascript; charset=UTF-8",
    read: () => Promise.resolve(START_SCRIPT),
  },
};

function packaged(name: string) {
  return () => Deno.readFile(join(swaggerUiPath(), name));
}

/** The rendered documentation. It loads files only from this server. */
export function docsRoutes(root: Api): void {
  root.get("/docs", {
    summary: "Read the documentation of the API",
    auth: "none",
    contentType: "text/html",
    run: () =>
      page({
        title: "Tintype API",
        head: html`<link rel="icon" href="/docs/favicon.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<script src="/docs/swagger-ui-bundle.js" defer></script>
<script src="/docs/start.js" defer></script>`,
        body: html`<div id="docs"></div>`,
        // Swagger UI writes style attributes and inlines its icons.
        policy: "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
          "connect-src 'self'",
      }),
  });

  root.get("/docs/:file", {
    summary: "Get a file of the documentation",
    auth: "none",
    contentType: "application/octet-stream",
    errors: ["not_found"],
    async run({ http }) {
      const name = http.req.param("file") ?? "";
      const file = must(Object.hasOwn(FILES, name) ? FILES[name] : null, "File not found.");
      const headers = {
        "content-type": file.type,
        "cache-control": `public, max-age=${DAY_SECONDS}`,
      };
      return new Response(await file.read(), { headers });
    },
  });
}
