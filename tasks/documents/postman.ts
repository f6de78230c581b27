/** A JSON object. */
type Json = Record<string, unknown>;

/** The parts of an OpenAPI operation that a collection needs. */
interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Json[];
  parameters?: { $ref?: string; name: string; in: string; required: boolean; schema: Json }[];
  responses: Record<string, { content?: Json }>;
  "x-errors": Record<string, string[]>;
  requestBody?: {
    content: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }>;
  };
}

/** The parts of an OpenAPI document that a collection needs. */
export interface PostmanDocument {
  info: { title: string; description: string };
  tags: { name: string; "x-displayName": string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
}

/** The variables of the collection. The scripts of requests fill those that are empty here. */
const VARIABLES = {
  base_url: "http://127.0.0.1:8080",
  user_id: "",
  email: "",
  password: "",
  access_token: "",
  refresh_token: "",
};
/** The id of nothing, until a script or a reader fills the variable. */
const NOTHING = "00000000-0000-7000-8000-000000000000";
const SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/** Signs in before a request if a token is missing and an email and a password are set. */
const SIGN_IN = `const set = (name, value) => pm.collectionVariables.set(name, value);
const get = (name) => pm.variables.get(name);
if (!get("access_token") && get("email") && get("password")) {
  pm.sendRequest({
    url: get("base_url") + "/api/v1/auth/login",
    method: "POST",
    header: { "content-type": "application/json" },
    body: { mode: "raw", raw: JSON.stringify({ email: get("email"), password: get("password") }) },
  }, (error, response) => {
    const data = error || response.code !== 200 ? null : response.json().data;
    if (!data || !data.accessToken) return;
    set("access_token", data.accessToken);
    set("refresh_token", data.refreshToken);
    set("user_id", data.userId);
  });
}`;

/** Keeps tokens and the ids of new things for later requests. */
const KEEP = `const set = (name, value) => pm.collectionVariables.set(name, value);
const isJson = (pm.response.headers.get("content-type") || "").startsWith("application/json");
const sent = isJson && pm.response.code < 300 ? pm.response.json().data : null;
if (pm.response.code === 401) set("access_token", "");
if (sent && sent.accessToken) {
  set("access_token", sent.accessToken);
  set("refresh_token", sent.refreshToken);
  set("user_id", sent.userId);
}
if (sent && pm.request.method === "POST") {
  for (const [name, value] of Object.entries(sent)) {
    const id = /^([a-z]+)Id$/.exec(name);
    if (id && id[1] !== "user" && typeof value === "string") set(id[1] + "_id", value);
  }
}
pm.test("The server did not fail", () => pm.expect(pm.response.code).to.be.below(500));`;

/** Returns a Postman collection (format 2.1) of an OpenAPI document. */
export function postmanCollection(document: PostmanDocument): Json {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
  ).filter(({ operation }) => isCallable(operation));
  const folders = document.tags.map(({ name, description, "x-displayName": title }) => ({
    name: title,
    description,
    item: operations.filter(({ operation }) => operation.tags[0] === name)
      .map(({ path, method, operation }) => requestOf(path, method, operation)),
  }));
  const ids = [...new Set(JSON.stringify(folders).match(/(?<=\{\{)\w+(?=\}\})/g))];
  const variables = { ...Object.fromEntries(ids.map((id) => [id, NOTHING])), ...VARIABLES };
  return {
    info: {
      name: document.info.title,
      description: document.info.description,
      schema: SCHEMA,
    },
    auth: bearer("{{access_token}}"),
    event: [script("prerequest", SIGN_IN), script("test", KEEP)],
    variable: Object.entries(variables).map(([key, value]) => ({ key, value })),
    item: folders,
  };
}

/** Whether a collection can call an operation. It has no aliases, and streams never end. */
function isCallable({ operationId, responses }: Operation): boolean {
  const isStream = "101" in responses ||
    Object.values(responses).some(({ content = {} }) => "text/event-stream" in content);
  return !isStream && !/Alias\d*$/.test(operationId);
}

function requestOf(path: string, method: string, operation: Operation): Json {
  const parameters = (operation.parameters ?? []).filter(({ $ref }) => $ref === undefined);
  const query = parameters.filter((parameter) => parameter.in === "query").map((
    { name, required, schema },
  ) => ({ key: name, value: textOf(schema), disabled: !required }));
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, key = ""]) => ({
    key,
    value: `{{${variableOf(path, key)}}}`,
  }));
  const segments = path.slice(1).split("/").map((segment) => segment.replace(/\{(\w+)\}/, ":$1"));
  return {
    id: operation.operationId,
    name: operation.summary,
    request: {
      method: method.toUpperCase(),
      description: operation.description,
      ...(operation.security.length === 0 ? { auth: { type: "noauth" } } : {}),
      ...bodyOf(operation),
      url: {
        raw: `{{base_url}}/${segments.join("/")}`,
        host: ["{{base_url}}"],
        path: segments,
        ...(query.length > 0 ? { query } : {}),
        ...(inPath.length > 0 ? { variable: inPath } : {}),
      },
    },
  };
}

/** Names the variable of a path parameter: `{id}` after `posts` is `post_id`. */
function variableOf(path: string, name: string): string {
  if (name !== "id") return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const before = path.split("/{id}")[0]!.split("/").at(-1)!;
  return `${before.replace(/-/g, "_").replace(/ies$/, "y").replace(/s$/, "")}_id`;
}

function textOf(schema: Json): string {
  return schema.default === undefined ? "" : String(schema.default);
}

/** Values that requests without a token take from the variables of the collection. */
const SECRETS = {
  email: "{{email}}",
  password: "{{password}}",
  refreshToken: "{{refresh_token}}",
};

function bodyOf({ requestBody, security }: Operation): Json {
  const json = requestBody?.content["application/json"];
  const form = requestBody?.content["multipart/form-data"];
  if (form) {
    return { body: { mode: "formdata", formdata: [{ key: "file", type: "file", src: [] }] } };
  }
  if (!json) return {};
  const [named] = Object.values(json.examples ?? {});
  const example = json.example ?? named?.value ?? {};
  const isOpen = security.length === 0;
  const filled = (name: string, value: unknown) =>
    isOpen && Object.hasOwn(SECRETS, name) ? SECRETS[name as keyof typeof SECRETS] : value;
  return {
    header: [{ key: "Content-Type", value: "application/json" }],
    body: {
      mode: "raw",
      raw: JSON.stringify(example, filled, 2),
      options: { raw: { language: "json" } },
    },
  };
}

function bearer(token: string): Json {
  return { type: "bearer", bearer: [{ key: "token", value: token, type: "string" }] };
}

function script(listen: string, text: string): Json {
  return { listen, script: { type: "text/javascript", exec: text.split("\n") } };
}
