// @ts-types="./highlight.d.ts"
import core from "highlight.js/lib/core";
// @ts-types="./highlight.d.ts"
import bash from "highlight.js/lib/languages/bash";
// @ts-types="./highlight.d.ts"
import http from "highlight.js/lib/languages/http";
// @ts-types="./highlight.d.ts"
import json from "highlight.js/lib/languages/json";
// @ts-types="./highlight.d.ts"
import typescript from "highlight.js/lib/languages/typescript";
import { raw } from "hono/html";
import { Marked, type Tokens } from "marked";
import type { Html } from "../http/html.ts";
import type { Highlighter } from "./highlight.d.ts";

const hljs = core as Highlighter;

for (const [name, language] of Object.entries({ bash, http, json, typescript })) {
  hljs.registerLanguage(name, language);
}
hljs.registerAliases(["sh", "curl"], { languageName: "bash" });

/** A heading of a page, for the list "On this page". */
export interface Heading {
  id: string;
  text: string;
}

/** A page that was written in Markdown. */
export interface WrittenPage {
  title: string;
  /** The first paragraph, as plain text. */
  lead: string;
  headings: Heading[];
  body: Html;
  /** The whole text without marks, for the search. */
  text: string;
}

/** Returns the HTML of a text. HTML in the text is shown, not run. */
export function markdown(text: string): Html {
  return raw(MARKED.parse(text, { async: false })) as Html;
}

/** Returns the HTML of a text within a line. */
export function inline(text: string): Html {
  return raw(MARKED.parseInline(text, { async: false })) as Html;
}

/** Reads a page that begins with its title. */
export function readPage(source: string): WrittenPage {
  const tokens = MARKED.lexer(source);
  const headings = tokens.filter((token): token is Tokens.Heading => token.type === "heading");
  const [title] = headings;
  const rest = tokens.filter((token) => token !== title);
  const lead = rest.find((token) => token.type === "paragraph") as Tokens.Paragraph | undefined;
  return {
    title: title?.text ?? "",
    lead: plain(lead?.text ?? ""),
    headings: headings.filter(({ depth }) => depth === 2)
      .map(({ text }) => ({ id: slugOf(text), text: plain(text) })),
    body: raw(MARKED.parser(rest)) as Html,
    text: plain(source),
  };
}

/** Returns code with its words coloured by classes. */
export function highlighted(code: string, language: string): Html {
  const known = hljs.getLanguage(language) ? language : "plaintext";
  const text = known === "plaintext"
    ? escaped(code)
    : hljs.highlight(code, { language: known, ignoreIllegals: true }).value;
  return raw(`<pre tabindex="0"><code>${text}</code></pre>`) as Html;
}

/** Returns the anchor of a heading. */
export function slugOf(text: string): string {
  return plain(text).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

const MARKED = new Marked({
  renderer: {
    html: ({ text }) => escaped(text),
    code: ({ text, lang = "" }) => String(highlighted(text, lang.split(" ")[0] ?? "")),
    heading({ tokens, depth, text }) {
      const id = slugOf(text);
      const words = this.parser.parseInline(tokens);
      return `<h${depth} id="${id}"><a href="#${id}">${words}</a></h${depth}>\n`;
    },
    table(token) {
      const row = (cells: Tokens.TableCell[], tag: string) =>
        `<tr>${
          cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("")
        }</tr>`;
      const body = token.rows.map((cells) => row(cells, "td")).join("");
      return `<div class="scroll" tabindex="0"><table><thead>${row(token.header, "th")}</thead>` +
        `<tbody>${body}</tbody></table></div>`;
    },
  },
});

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function plain(text: string): string {
  return text.replace(/[`*_]|^#+ /gm, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
}
