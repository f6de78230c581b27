import { html } from "hono/html";
import type { Html } from "../http/html.ts";
import { highlighted, inline, markdown } from "./markdown.ts";
import { nameIn, type OpenApi, type Operation, type Parameter } from "./openapi.ts";
import { exampleIn, samplesOf } from "./samples.ts";
import { propertyView, schemaView, typeOf } from "./schema_view.ts";
import type { ReferenceGroup, Site } from "./site.ts";

/** Returns the operations of a group. */
export function groupView({ openapi }: Site, group: ReferenceGroup, origin: string): Html {
  return html`<div class="lead">${markdown(group.description)}</div>${
    group.operations.map((operation) => operationView(openapi, operation, origin))
  }`;
}

/** Returns all named schemas. */
export function schemasView({ openapi }: Site): Html {
  return html`${
    Object.entries(openapi.components.schemas).map(([name, schema]) =>
      html`<section class="schema" id="${name}">
<h2><a href="#${name}">${name}</a></h2>
${schema.description ? markdown(schema.description) : ""}${schemaView(schema)}</section>`
    )
  }`;
}

function operationView(openapi: OpenApi, operation: Operation, origin: string): Html {
  const { operationId, method, path, summary } = operation;
  // The facts stand in lists below.
  const [text = ""] = operation.description.split(/(?:^|\n\n)(?=(?:Limit|Errors): )/);
  return html`
    <section class="operation" id="${operationId}">
      <div class="words">
    <h2><a href="#${operationId}">${inline(summary)}</a></h2>
    <p class="route"><span class="method ${method}">${method
      .toUpperCase()}</span> <code>${path}</code></p>
    ${markdown(text)}
    ${accessView(operation)}
    ${parametersView(openapi, operation)}
    ${bodyView(openapi, operation)}
    ${errorsView(operation)}
      </div>
      <div class="examples">${samplesView(operation, origin)}${responseView(
        openapi,
        operation,
      )}</div>
    </section>
  `;
}

function accessView(operation: Operation): Html {
  const { security, "x-permission": permission, "x-token-scopes": scopes } = operation;
  const isOpen = security.length === 0;
  const isOptional = security.some((way) => Object.keys(way).length === 0);
  const facts = [
    isOpen ? "No token needed" : isOptional ? "A token is optional" : "Needs a token",
    ...(!isOpen && scopes ? [`API tokens with the scope ${scopes.join(" and ")}`] : []),
    ...(permission ? [`needs the permission ${permission}`] : []),
    ...(operation["x-needs-proof"] ? ["needs a recent proof of identity"] : []),
  ];
  const [, limit] = /(?:^|\n\n)Limit: (.*?)\. Errors/.exec(operation.description) ?? [];
  return html`<p class="facts">${
    [...facts, ...(limit ? [limit.replaceAll("`", "")] : [])].join(" · ")
  }</p>`;
}

function parametersView(openapi: OpenApi, { operationId, parameters = [] }: Operation): Html {
  const all = parameters.map((parameter): Parameter =>
    parameter.$ref ? openapi.components.parameters[nameIn(parameter.$ref)]! : parameter
  );
  const list = (title: string, kind: string) => {
    const some = all.filter((parameter) => parameter.in === kind);
    return some.length === 0 ? "" : html`<h3 id="${operationId}-${kind}">${title}</h3>
<dl class="properties">${
      some.map(({ name, required, description, schema }) =>
        propertyView(name, { ...(description ? { description } : {}), ...schema }, required)
      )
    }</dl>`;
  };
  return html`${list("Path", "path")}${list("Query", "query")}${list("Headers", "header")}`;
}

function bodyView(openapi: OpenApi, { requestBody }: Operation): Html {
  const [media] = Object.entries(requestBody?.content ?? {});
  if (!media) return html``;
  const [type, { schema }] = media;
  const named = schema.$ref ? openapi.components.schemas[nameIn(schema.$ref)]! : schema;
  return html`<h3>Body <span class="type">${type}</span></h3>${schemaView(named)}`;
}

function errorsView({ "x-errors": errors }: Operation): Html {
  return html`
    <details class="errors">
      <summary>Errors</summary>
      <ul>${Object.entries(errors).map(([status, codes]) =>
        html`<li><b>${status}</b> ${
          codes.map((code) =>
            html`
              <code>${code}</code>
            `
          )
        }</li>`
      )}</ul>
    </details>
  `;
}

function samplesView(operation: Operation, origin: string): Html {
  return html`${
    samplesOf(operation, origin).map(({ name, language, code }, n) =>
      html`
        <details class="sample" name="${operation.operationId}" ${n === 0
          ? html`
            open
          `
          : ""}>
        <summary>${name}</summary>${highlighted(code, language)}</details>
      `
    )
  }`;
}

function responseView(openapi: OpenApi, { responses }: Operation): Html {
  const [found] = Object.entries(responses).filter(([status]) => /^[123]/.test(status));
  if (!found) return html``;
  const [status, given] = found;
  const response = given.$ref ? openapi.components.responses[nameIn(given.$ref)]! : given;
  const json = response.content?.["application/json"];
  const example = exampleIn(response.content);
  const data = json?.schema.properties?.data;
  return html`<details class="sample" open><summary>${status} ${
    data ? html`<span class="type">${typeOf(data)}</span>` : response.description ?? ""
  }</summary>${
    example === undefined ? "" : highlighted(JSON.stringify(example, null, 2), "json")
  }</details>`;
}
