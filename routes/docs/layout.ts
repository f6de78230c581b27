import { html } from "hono/html";
import { type Html, page } from "../http/html.ts";
import type { Heading } from "./markdown.ts";
import type { Site } from "./site.ts";

/** A page of the documentation. */
export interface DocsPage {
  path: string;
  title: string;
  headings?: readonly Heading[];
  /** Whether the body has its own columns. */
  isWide?: boolean;
  body: Html;
  status?: number;
}

/** The versions of the style and the script, so that browsers never mix old and new ones. */
export interface AssetVersions {
  style: string;
  script: string;
}

const POLICY = "script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'";

/** Returns a page with its navigation. */
export function docsPage(site: Site, versions: AssetVersions, shown: DocsPage): Promise<Response> {
  const { title, body, headings = [], isWide, status } = shown;
  return page({
    title: `${title} · Tintype`,
    status: status ?? 200,
    policy: POLICY,
    head: html`<meta name="color-scheme" content="light dark">
<meta name="description" content="Documentation of the Tintype API">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/docs.css?${versions.style}">
<script src="/docs/docs.js?${versions.script}" defer></script>`,
    body: html`
      <a class="skip" href="#main">Skip to the text</a>
      <header class="top">
        <details class="menu"><summary aria-label="Menu"><span></span></summary>${navigation(
          site,
          shown.path,
        )}</details>
        <a class="brand" href="/docs">Tintype <span>Docs</span></a>
        <form class="find" action="/docs/search"
          role="search"><input type="search" name="q" maxlength="200"
      aria-label="Search the documentation" placeholder="Search"></form>
        <button type="button" class="theme" hidden>Theme</button>
      </header>
      <div class="frame">
      <div class="side">${navigation(site, shown.path)}</div>
      <main id="main"${isWide
        ? html`
          class="wide"
        `
        : ""}><h1>${title}</h1>${body}</main>
      ${headings.length < 2 ? "" : html`
        <nav class="toc" aria-label="On this page">
          <h2>On this page</h2>
          <ul>${headings.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}</ul>
        </nav>
      `}
      </div>
    `,
  });
}

function navigation({ guides, groups }: Site, path: string): Html {
  const link = (href: string, text: string) =>
    html`<li><a href="${href}"${
      href === path
        ? html`
          aria-current="page"
        `
        : ""
    }>${text}</a></li>`;
  return html`
    <nav aria-label="Documentation">
      <h2>Guides</h2>
      <ul>${link("/docs", "Start")}${guides.map(({ name, title }) =>
        link(`/docs/guides/${name}`, title)
      )}</ul>
      <h2>Reference</h2>
      <ul>${groups.map(({ name, title }) => link(`/docs/reference/${name}`, title))}${link(
        "/docs/schemas",
        "Schemas",
      )}</ul>
      <h2>Files</h2>
      <ul>${link("/openapi.json", "OpenAPI")}${link("/docs/postman.json", "Postman")}</ul>
    </nav>
  `;
}
