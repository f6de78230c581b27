const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Text made safe between two tags. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The texts of every `<tag>` that holds nothing but text, in order. */
export function xmlTexts(xml: string, tag: string): string[] {
  const expression = new RegExp(`<${tag}(?:\\s[^<>]*)?>([^<]*)</${tag}>`, "g");
  return Array.from(xml.matchAll(expression), ([, text]) => unescapeXml(text!));
}

/** One element a field, in order; `undefined` is left out. */
export function xmlFields(fields: Record<string, string | number | boolean | undefined>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([tag, value]) => `<${tag}>${escapeXml(String(value))}</${tag}>`)
    .join("");
}

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi,
    (entity, decimal, hex, name) => {
      if (name) return ENTITIES[name] ?? entity;
      const codePoint = decimal ? Number(decimal) : parseInt(hex, 16);
      return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
    },
  );
}

// deno-lint-ignore no-control-regex -- XML 1.0 has no way to write these, not even as references
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

/** Any text made safe between two tags or quotes: what XML cannot hold is left out. */
export function writableXml(text: string): string {
  return escapeXml(text.replace(UNWRITABLE, ""));
}
