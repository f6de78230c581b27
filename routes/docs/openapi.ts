/** A JSON Schema as it stands in the OpenAPI document. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  examples?: unknown[];
}

/** A body by its content type. */
export type Content = Record<string, {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { summary: string; value: unknown }>;
}>;

/** A parameter, or a reference to a shared one. */
export interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: Schema;
}

/** An operation with its place. */
export interface Operation {
  method: string;
  path: string;
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { $ref?: string; description?: string; content?: Content }>;
  "x-errors": Record<string, string[]>;
  "x-permission"?: string;
  "x-token-scopes"?: string[];
  "x-needs-proof"?: boolean;
}

/** The parts of an OpenAPI document that the documentation shows. */
export interface OpenApi {
  tags: { name: string; "x-displayName": string; description: string }[];
  paths: Record<string, Record<string, Omit<Operation, "method" | "path">>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, { description: string; content?: Content }>;
    parameters: Record<string, Parameter>;
  };
}

/** Returns the name in a reference, such as `Post`. */
export function nameIn(reference: string): string {
  return reference.split("/").at(-1)!;
}
