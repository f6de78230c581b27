import { STATUS } from "../http/errors.ts";
import type { Route } from "../http/endpoint.ts";
import { grantErrorSchema } from "../http/grant_errors.ts";
import { SEEN_HEADER } from "../http/seen.ts";
import { grantAnswerSchema } from "../accounts/password_grant.ts";
import type { ErrorCode } from "../../lib/errors.ts";
import { exampleOf } from "./examples.ts";
import { examplesJson, type OperationText } from "./reference.ts";
import type { Json } from "./json.ts";
import type { SchemaWriter } from "./schemas.ts";

const REQUEST_ID = { "X-Request-Id": { $ref: "#/components/headers/RequestId" } };
const SUCCESS = { ...REQUEST_ID, [SEEN_HEADER]: { $ref: "#/components/headers/Seen" } };
const RETRY_AFTER = { "Retry-After": { $ref: "#/components/headers/RetryAfter" } };
const LIMITS = Object.fromEntries(
  ["Limit", "Remaining", "Reset"].map((name) => [
    `RateLimit-${name}`,
    { $ref: `#/components/headers/RateLimit${name}` },
  ]),
);
const DESCRIPTION = { 200: "OK", 201: "Created", 202: "Accepted; the work continues" } as const;
const HTML = { "text/html": { schema: { type: "string" } } };

/** Writes the responses of operations, and gathers those that have a name. */
export class ResponseWriter {
  readonly #schemas: SchemaWriter;
  readonly #named = new Map<string, Json>();

  constructor(schemas: SchemaWriter) {
    this.#schemas = schemas;
    const error = { "application/json": { schema: schemas.error() } };
    const grantError = {
      "application/json": { schema: { anyOf: [schemas.error(), schemas.write(grantErrorSchema)] } },
    };
    const clients = { ...REQUEST_ID, ...RETRY_AFTER, ...LIMITS };
    const servers = { ...REQUEST_ID, ...RETRY_AFTER };
    const client = "The request failed; `error.code` says why.";
    const server = "The server failed or is busy; try again later.";
    this.#add("ClientError", { description: client, headers: clients, content: error });
    this.#add("ServerError", { description: server, headers: servers, content: error });
    this.#add("MissingPage", {
      description: "Not found; a page for browsers.",
      headers: REQUEST_ID,
      content: { ...error, ...HTML },
    });
    this.#add("GrantError", { description: client, headers: clients, content: grantError });
  }

  /** Returns the responses of a route by status. */
  of(route: Route, text: OperationText): Json {
    return { ...this.#success(route, text), ...errorsOf(route) };
  }

  /** Returns the named responses, by name. */
  named(): Record<string, Json> {
    return Object.fromEntries([...this.#named].sort(([a], [b]) => a < b ? -1 : 1));
  }

  #success(route: Route, text: OperationText): Json {
    const { response, status = 200, statusIfExisting, contentType } = route;
    if (response) {
      const $ref = this.#dataResponse(route, text);
      return { ...(statusIfExisting ? { [statusIfExisting]: $ref } : {}), [status]: $ref };
    }
    if (!contentType) {
      return { 204: this.#shared("NoContent", { description: "Done.", headers: SUCCESS }) };
    }
    const other = /^(\d{3}): (.+)$/.exec(contentType);
    if (other) return { [other[1]!]: { description: other[2]!, headers: REQUEST_ID } };
    const schema = { type: contentType === "application/json" ? "object" : "string" };
    const content = { [contentType]: { schema, ...examplesJson(text.responses) } };
    return { [status]: { description: DESCRIPTION[status], headers: SUCCESS, content } };
  }

  #dataResponse({ response, grant, contentType }: Route, text: OperationText): Json {
    const names = [...pageNames(this.#schemas.write(response!)), `${capital(text.id)}Data`];
    const data = this.#schemas.write(response!, ...names);
    const dataName = String(data.$ref ?? "").split("/").at(-1) || capital(text.id);
    const envelope = this.#schemas.envelope(`${dataName}Response`, data);
    const other = contentType ? { [contentType]: { schema: { type: "string" } } } : {};
    const schema = grant ? { anyOf: [envelope, this.#schemas.write(grantAnswerSchema)] } : envelope;
    const written = text.responses.map((example) => (
      { ...example, value: { success: true, data: example.value } }
    ));
    const derived = written.length > 0 ? undefined : exampleOf(envelope, this.#schemas);
    const examples = derived === undefined ? examplesJson(written) : { example: derived };
    const content = { "application/json": { schema, ...examples }, ...other };
    return this.#shared(dataName, {
      description: `The response with \`${dataName}\`.`,
      headers: SUCCESS,
      content,
    });
  }

  /** Returns a reference to a response. Equal responses share one name. */
  #shared(name: string, response: Json): Json {
    const text = JSON.stringify(response);
    let free = name;
    for (let at = 2; this.#named.has(free); at++) {
      if (JSON.stringify(this.#named.get(free)) === text) break;
      free = `${name}${at}`;
    }
    return this.#add(free, response);
  }

  #add(name: string, response: Json): Json {
    this.#named.set(name, response);
    return { $ref: `#/components/responses/${name}` };
  }
}

function errorsOf({ grant, showsMissing }: Route): Json {
  return {
    ...(showsMissing ? { 404: { $ref: "#/components/responses/MissingPage" } } : {}),
    "4XX": { $ref: `#/components/responses/${grant ? "GrantError" : "ClientError"}` },
    "5XX": { $ref: "#/components/responses/ServerError" },
  };
}

/** Returns error codes by the status that they are sent with. */
export function byStatus(codes: Iterable<ErrorCode>): Record<string, ErrorCode[]> {
  const groups = Map.groupBy(codes, (code) => STATUS[code]);
  return Object.fromEntries([...groups].sort(([a], [b]) => a - b));
}

/** Names a page of a list by its items, or else by the name of the list. */
function pageNames({ properties = {} }: { properties?: Record<string, Json> }): string[] {
  const [list, ...more] = Object.entries(properties).filter(([name]) => name !== "pagination");
  if (!("pagination" in properties) || !list || more.length > 0) return [];
  const [name, { items }] = list as [string, { items?: Json }];
  const item = String(items?.$ref ?? "").split("/").at(-1);
  return [...(item ? [`${item}Page`] : []), `${capital(name)}Page`];
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
