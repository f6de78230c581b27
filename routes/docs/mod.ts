import type { Context as HonoContext } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { must } from "../../lib/errors.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { once } from "../../lib/once.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";
import type { Html } from "../http/html.ts";
import { compressed, type KeptPage, responseWith } from "./kept_page.ts";
import { type AssetVersions, type DocsPage, docsPage } from "./layout.ts";
import { markdown } from "./markdown.ts";
import type { Json } from "../openapi/json.ts";
import { groupView, schemasView } from "./reference_view.ts";
import { type Hit, searchOf } from "./search.ts";
import { type Site, siteOf } from "./site.ts";

const DAY_SECONDS = 24 * 60 * 60;
const ASSETS = new URL("./assets/", import.meta.url);
const COLLECTION = new URL("../../docs/postman.json", import.meta.url);
/** The files of the pages. */
const FILES: Record<string, { type: string; url: URL }> = {
  "docs.css": { type: "text/css; charset=UTF-8", url: new URL("docs.css", ASSETS) },
  "docs.js": { type: "text/javascript; charset=UTF-8", url: new URL("docs.js", ASSETS) },
  "postman.json": { type: "application/json", url: COLLECTION },
};
const BEGIN =
  `Tintype is a photo-first social backend. Programs use it over HTTP with JSON, and hear what
happens over a WebSocket. Everything here is also in the [OpenAPI document](/openapi.json), from
which clients for other languages can be generated.`;

const nameParams = z.object({ name: text(60) });

/** The documentation: guides, the reference of all operations, and a search. */
export function docsRoutes(root: Api, readOpenApi: () => Promise<Json>): void {
  const site = siteOf(readOpenApi);
  const versions = once(readVersions);
  const search = once(async () => searchOf(await site()));
  const show = async (shown: DocsPage) => await docsPage(await site(), await versions(), shown);
  // There are as many as guides and groups. Each is made at its first request.
  const kept = new Map<string, KeptPage>();
  const keep = async (
    http: HonoContext,
    path: string,
    make: (site: Site) => Omit<DocsPage, "path">,
  ) => {
    let page = kept.get(path);
    if (page === undefined) {
      page = await compressed(await show({ path, ...make(await site()) }));
      kept.set(path, page);
    }
    return responseWith(page, http.req.header("accept-encoding"));
  };

  root.get("/docs", {
    summary: "Read the documentation of the API",
    auth: "none",
    contentType: "text/html",
    run: ({ http }) =>
      keep(http, "/docs", (all) => ({ title: "Documentation", body: startView(all) })),
  });

  root.get("/docs/guides/:name", {
    summary: "Read a guide of the documentation",
    auth: "none",
    params: nameParams,
    contentType: "text/html",
    errors: ["not_found"],
    run: ({ http, params: { name } }) =>
      keep(
        http,
        `/docs/guides/${name}`,
        ({ guides }) => must(guides.find((guide) => guide.name === name), "Guide not found."),
      ),
  });

  root.get("/docs/reference/:name", {
    summary: "Read the operations of a group",
    auth: "none",
    params: nameParams,
    contentType: "text/html",
    errors: ["not_found"],
    run: ({ ctx, http, params: { name } }) =>
      keep(http, `/docs/reference/${name}`, (all) => {
        const group = must(all.groups.find((one) => one.name === name), "Group not found.");
        const headings = group.operations
          .map(({ operationId }) => ({ id: operationId, text: operationId }));
        const body = groupView(all, group, ctx.config.PUBLIC_URL);
        return { title: group.title, headings, isWide: true, body };
      }),
  });

  root.get("/docs/schemas", {
    summary: "Read the schemas of the API",
    auth: "none",
    contentType: "text/html",
    run: ({ http }) =>
      keep(http, "/docs/schemas", (all) => ({ title: "Schemas", body: schemasView(all) })),
  });

  root.get("/docs/search", {
    summary: "Search the documentation",
    auth: "none",
    query: z.object({ q: text(200).default("") }),
    contentType: "text/html",
    async run({ query: { q } }) {
      const hits = (await search())(q);
      return await show({ path: "/docs/search", title: "Search", body: hitsView(q, hits) });
    },
  });

  root.get("/docs/:file", {
    summary: "Get a file of the documentation",
    auth: "none",
    contentType: "application/octet-stream",
    errors: ["not_found"],
    async run({ http }) {
      const name = http.req.param("file") ?? "";
      const file = must(Object.hasOwn(FILES, name) ? FILES[name] : null, "File not found.");
      return new Response(await Deno.readFile(file.url), {
        headers: { "content-type": file.type, "cache-control": `public, max-age=${DAY_SECONDS}` },
      });
    },
  });
}

async function readVersions(): Promise<AssetVersions> {
  const version = async (name: string) =>
    sha256(await Deno.readTextFile(new URL(name, ASSETS))).toHex().slice(0, 12);
  return { style: await version("docs.css"), script: await version("docs.js") };
}

function startView({ guides, groups }: Site): Html {
  return html`<div class="lead">${markdown(BEGIN)}</div>
${guides.length === 0 ? "" : html`<h2 id="guides">Guides</h2>`}<ul class="cards">${
    guides.map(({ name, title, lead }) =>
      html`<li><a href="/docs/guides/${name}"><b>${title}</b><span>${lead}</span></a></li>`
    )
  }</ul>
<h2 id="reference">Reference</h2><ul class="cards small">${
    groups.map(({ name, title, operations }) =>
      html`<li><a href="/docs/reference/${name}"><b>${title}</b><span>${operations.length} operations</span></a></li>`
    )
  }</ul>`;
}

function hitsView(query: string, hits: readonly Hit[]): Html {
  if (query === "") {
    return html`<p class="lead">Enter words of a guide, an operation or a schema.</p>`;
  }
  return html`
    <p class="lead">${hits.length === 0 ? "Nothing" : hits.length} found for
    <b>${query}</b></p>
    <ol class="hits">${hits.map(({ title, kind, href, text }) =>
      html`<li><a href="${href}"><span class="kind">${kind}</span><b>${title}</b><span>${text}</span></a></li>`
    )}</ol>
  `;
}
