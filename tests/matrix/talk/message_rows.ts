import type { Row } from "../row.ts";

/** The operations of messages. Everything is restored after each change. */
export const MESSAGE_ROWS: readonly Row[] = [];
