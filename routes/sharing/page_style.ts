import { createHash } from "node:crypto";

/** The style of a share page: one column, light or dark like the reader's device. */
export const SHARE_PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1d; --faint: #5d5d66; --paper: #f6f5f2;
  --card: #fff; --line: #dcdad4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ecebe8; --faint: #a5a4a0; --paper: #131315; --card: #1d1d20; --line: #37373c; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 44rem; margin: 0 auto; }
article { background: var(--card); }
h1, h2, p, time, summary { margin: 0; padding: 0.75rem 1rem; }
h1 { font-size: 1.125rem; }
h1 span { color: var(--faint); font-weight: normal; }
h2 { font-size: 1.25rem; padding-bottom: 0; }
p { white-space: pre-wrap; }
time { display: block; color: var(--faint); font-size: 0.9375rem; padding-top: 0; }
img, video { display: block; width: 100%; height: auto; max-height: 90vh; object-fit: contain;
  background: var(--paper); }
img + img, picture + picture, img + picture, picture + img { margin-top: 2px; }
summary { cursor: pointer; padding: 1.5rem 1rem; border: solid var(--line); border-width: 1px 0;
  background: var(--paper); }
summary span { display: block; color: var(--faint); }
:focus-visible { outline: 3px solid; outline-offset: -3px; }
@media (min-width: 46rem) {
  main { padding: 2rem 0; }
  article { border: 1px solid var(--line); border-radius: 0.75rem; overflow: hidden; }
}
`;

/** The directive of the Content-Security-Policy that allows this style and no other. */
export const SHARE_PAGE_STYLE_POLICY = `style-src 'sha256-${
  createHash("sha256").update(SHARE_PAGE_STYLE).digest("base64")
}'`;
