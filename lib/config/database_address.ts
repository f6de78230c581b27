import type postgres from "postgres";

/** Where Postgres listens: a URL, or the options of an embedded server. */
export type DatabaseAddress = string | postgres.Options<Record<never, never>>;
