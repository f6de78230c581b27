import type postgres from "postgres";

/** The address of Postgres: a URL, or options for an embedded server. */
export type DatabaseAddress = string | postgres.Options<Record<never, never>>;
