import { html } from "hono/html";
import { withoutTurns } from "../../domain/visible_text.ts";

/** HTML that the `html` tag of Hono made: the tag escapes every text that it is given. */
export type Html = ReturnType<typeof html>;

/** The parts of a page that this server renders. */
export interface Page {
  title: string;
  head?: Html;
  body: Html;
  /** Directives of the Content-Security-Policy that allow more than nothing. */
  policy?: string;
  status?: number;
}

const DENY_ALL = [
  "default-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** Returns a page as a response. Its policy denies all that the page does not ask for. */
export async function page(
  { title, head, body, policy = "", status = 200 }: Page,
): Promise<Response> {
  const text = await html`
    <!doctype html>
    <html lang="en">
      <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${withoutTurns(title)}</title>
    ${head}
      </head>
      <body>
    ${body}
      </body>
    </html>
  `;
  const headers = {
    "content-type": "text/html; charset=UTF-8",
    "content-security-policy": policyOf(policy),
  };
  return new Response(String(text), { status, headers });
}

/** Returns a policy that denies all but what the given directives allow. */
function policyOf(policy: string): string {
  const given = policy.split("; ").filter((directive) => directive !== "");
  const names = new Set(given.map((directive) => directive.split(" ")[0]));
  // Of two directives with one name, browsers obey the first.
  const denied = DENY_ALL.filter((directive) => !names.has(directive.split(" ")[0]));
  return [...denied, ...given].join("; ");
}
