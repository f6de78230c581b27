/** A JSON Schema, or another part of a document. */
export type Json = { [name: string]: unknown };
