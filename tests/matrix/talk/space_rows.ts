import type { Row } from "../row.ts";

/** The operations of spaces, their rooms, members and invitations. Everything is restored after each change. */
export const SPACE_ROWS: readonly Row[] = [];
