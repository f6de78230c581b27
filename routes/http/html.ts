import { withoutTurns } from "../../domain/visible_text.ts";

/** What a page of our own consists of, as HTML. */
export interface Page {
  title: string;
  head?: string;
  body: string;
  /** What the page may load and do, beyond nothing. */
  policy?: string;
  status?: number;
}

/** A page of our own as an answer. */
export function page({ title, head = "", body, policy = "", status = 200 }: Page): Response {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(withoutTurns(title))}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`;
  const headers = {
    "content-type": "text/html; charset=UTF-8",
    "content-security-policy": [DENY_ALL, policy].filter(Boolean).join("; "),
  };
  return new Response(html, { status, headers });
}

const DENY_ALL = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Text as it may stand in HTML, also between quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
