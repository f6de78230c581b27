import type { Row } from "../row.ts";

/** The operations of conversations, groups and their members. Everything is restored after each change. */
export const CONVERSATION_ROWS: readonly Row[] = [];
