export { browserStore } from "./browser_store.ts";
export { type ClientOptions, createClient, type TintypeClient } from "./client.ts";
export { data } from "./data.ts";
export { TintypeError, type TintypeErrorCode } from "./errors.ts";
export type { components, paths } from "./schema.ts";
export { memoryStore, type Session, type SessionStore } from "./session.ts";
export type { TryLimits } from "./tries.ts";
