const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Escapes text for use between two tags. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Returns the texts of all `<tag>` elements that hold only text, in order. */
export function xmlTexts(xml: string, tag: string): string[] {
  const expression = new RegExp(`<${tag}(?:\\s[^<>]*)?>([^<]*)</${tag}>`, "g");
  return Array.from(xml.matchAll(expression), ([, text]) => unescapeXml(text!));
}

/** Returns one element for each field, in order, and skips `undefined`. */
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

/** Escapes any text for use between tags or in quotes; drops characters that XML cannot hold. */
export function writableXml(text: string): string {
  return escapeXml(text.replace(UNWRITABLE, ""));
}
