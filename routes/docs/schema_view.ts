import { html } from "hono/html";
import type { Html } from "../http/html.ts";
import { markdown } from "./markdown.ts";
import { nameIn, type Schema } from "./openapi.ts";

/** Returns the properties of an object, or the variants of a union, as a list. */
export function schemaView(schema: Schema): Html {
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) {
    return html`
      <p class="kind">One of:</p>
      <ul class="variants">${variants.map((variant) => html`<li>${typeOf(variant)}</li>`)}</ul>
    `;
  }
  if (!schema.properties) return html`<p class="kind">${typeOf(schema)}</p>`;
  const required = new Set(schema.required);
  return html`<dl class="properties">${
    Object.entries(schema.properties).map(([name, property]) =>
      propertyView(name, property, required.has(name))
    )
  }</dl>`;
}

/** Returns one property or parameter with its type, its bounds and its text. */
export function propertyView(name: string, schema: Schema, isRequired: boolean): Html {
  const facts = factsOf(schema);
  return html`
    <div>
      <dt><code>${name}</code> <span class="type">${typeOf(schema)}</span>${isRequired
        ? html`
          <span class="required">required</span>
        `
        : ""}</dt>
      <dd>${schema.description ? markdown(schema.description) : ""}${facts.length > 0
        ? html`<p class="facts">${facts.join(" · ")}</p>`
        : ""}</dd>
    </div>
  `;
}

/** Returns the type of a schema in words, with links to named schemas. */
export function typeOf(schema: Schema): Html {
  if (schema.$ref) {
    const name = nameIn(schema.$ref);
    return html`<a href="/docs/schemas#${name}">${name}</a>`;
  }
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return joined(variants.map(typeOf), " or ");
  if (schema.items) return html`list of ${typeOf(schema.items)}`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (typeof schema.additionalProperties === "object") {
    return html`map of ${typeOf(schema.additionalProperties)}`;
  }
  const types = [schema.type ?? "any value"].flat().join(" or ");
  return html`${schema.format ? `${types} (${schema.format})` : types}`;
}

function joined(parts: Html[], between: string): Html {
  return html`${parts.map((part, n) => html`${n > 0 ? between : ""}${part}`)}`;
}

function factsOf(schema: Schema): string[] {
  const range = (from: number | undefined, to: number | undefined, what: string) =>
    from === undefined && to === undefined
      ? []
      : [`${what} ${
        from === undefined
          ? `at most ${to}`
          : to === undefined
          ? `at least ${from}`
          : `${from} to ${to}`
      }`];
  return [
    ...(schema.enum
      ? [`one of ${schema.enum.map((value) => JSON.stringify(value)).join(", ")}`]
      : []),
    ...range(schema.minLength, schema.maxLength, "length"),
    ...range(schema.minItems, schema.maxItems, "items"),
    ...range(schema.minimum, schema.maximum, "value"),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
  ];
}
