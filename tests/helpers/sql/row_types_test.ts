import { assertEquals } from "@std/assert";
import type { Sql } from "../../../db/sql.ts";
import { readTypedStatements, type TypedStatement } from "./row_types.ts";

interface Sample {
  postId: string;
  likes: number;
  kind: "photo" | "text";
  createdAt: Date | null;
  tags: string[];
  place: { name: string; seenAt: string } | null;
  isNew?: boolean;
}

const _statement = (sql: Sql) => sql<Sample[]>`select ${1} from samples`;
const _union = (sql: Sql) =>
  sql<({ likes: number; event: null } | { event: { at: Date } })[]>`select`;

const columns = { postId: 2950, likes: 23, kind: 25, createdAt: 1184, tags: 1009, place: 3802 };

const [sample, union] = readTypedStatements(["tests/helpers/sql/row_types_test.ts"]);

function differences(statement: TypedStatement | undefined, columns: Record<string, number>) {
  return statement?.differences(
    Object.entries(columns).map(([name, type]) => ({ name, type })),
  );
}

Deno.test("a statement is identified by the texts between its parameters", () => {
  assertEquals(sample?.template, ["select ", " from samples"]);
  assertEquals(union?.template, ["select"]);
});

Deno.test("rows that are as declared have no differences, with optional columns or without", () => {
  assertEquals(differences(sample, columns), []);
  assertEquals(differences(sample, { ...columns, isNew: 16 }), []);
});

Deno.test("a column that is renamed, missing, added or of another type is a difference", () => {
  const { postId, ...others } = columns;
  assertEquals(differences(sample, others), ["postId is no column"]);
  assertEquals(differences(sample, { id: postId, ...others }), [
    "postId is no column",
    "id is no field",
  ]);
  const wrong = { postId: 23, likes: 20, kind: 16, createdAt: 25, tags: 1007, place: 25 };
  assertEquals(differences(sample, wrong), [
    "postId is string, not number (23)",
    "likes is number, not string (20)",
    'kind is "photo" | "text", not boolean (16)',
    "createdAt is null | Date, not string (25)",
    "tags is string[], not number (1007)",
    "place is null | { name: string; seenAt: string; }, not string (25)",
  ]);
});

Deno.test("rows of several types have the columns of all, and JSON holds no dates", () => {
  assertEquals(differences(union, { likes: 23, event: 114 }), [
    "event is null | { at: Date; }, not JSON (114)",
  ]);
});
