import type { Content, Operation } from "./openapi.ts";

/** A request as code. */
export interface Sample {
  name: string;
  language: string;
  code: string;
}

/** Returns the request of an operation for a terminal and for a program. */
export function samplesOf(operation: Operation, origin: string): Sample[] {
  return [
    { name: "curl", language: "bash", code: curlOf(operation, origin) },
    ...(operation.path.startsWith("/api/")
      ? [{ name: "TypeScript", language: "typescript", code: typescriptOf(operation) }]
      : []),
  ];
}

/** Returns the first example of a JSON body, or undefined. */
export function exampleIn(content: Content | undefined): unknown {
  const json = content?.["application/json"];
  return json?.example ?? Object.values(json?.examples ?? {})[0]?.value;
}

function curlOf(operation: Operation, origin: string): string {
  const { method, path, security, requestBody } = operation;
  const body = exampleIn(requestBody?.content);
  const isForm = requestBody?.content["multipart/form-data"] !== undefined;
  const verb = method.toUpperCase();
  const lines = [
    `curl ${verb === "GET" ? "" : `-X ${verb} `}${origin}${path.replace(/\{(\w+)\}/g, "$$$1")}`,
    ...(security.length > 0 ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(isForm ? ["-F file=@photo.jpg"] : []),
    ...(body === undefined ? [] : [
      '-H "Content-Type: application/json"',
      `-d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`,
    ]),
  ];
  return lines.join(" \\\n  ");
}

function typescriptOf(operation: Operation): string {
  const { method, path, requestBody, parameters = [] } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const body = exampleIn(requestBody?.content);
  const isPage = method === "get" && parameters.some(({ name }) => name === "cursor");
  const inPath = `{ path: { ${names.join(", ")} } }`;
  if (isPage) {
    const given = names.length > 0 ? `, ${inPath}` : "";
    return `for await (const item of client.list(${
      JSON.stringify(path)
    }${given})) {\n  show(item);\n}`;
  }
  const options = [
    ...(names.length > 0 ? [`params: ${inPath}`] : []),
    ...(body === undefined ? [] : [`body: ${literal(body)}`]),
  ];
  const given = options.length === 0 ? "" : `, {\n  ${options.join(",\n  ")},\n}`;
  return `const result = await data(\n  client.api.${method.toUpperCase()}(${
    JSON.stringify(path)
  }${given}),\n);`;
}

function literal(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/"([A-Za-z_]\w*)":/g, "$1:").replaceAll(
    "\n",
    "\n  ",
  );
}
