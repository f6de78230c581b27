import { assert, assertEquals } from "@std/assert";
import { readResults } from "../helpers/sql/recorded_columns.ts";
import { readTypedStatements } from "../helpers/sql/row_types.ts";
import { readSources } from "../helpers/source/source_files.ts";

const folder = Deno.env.get("TEST_COLUMNS");
assert(folder, "`deno task test` runs this, after all tests whose statements it looks at");
const results = Map.groupBy(await readResults(folder), ({ template }) => template.join("\0"));
const paths = (await readSources("db")).map(({ path }) => path);
const statements = readTypedStatements(paths).map((statement) => ({
  ...statement,
  results: results.get(statement.template.join("\0")) ?? [],
}));

Deno.test("the rows of a statement have the type that it declares", () => {
  const wrong = statements.flatMap(({ place, results, differences }) =>
    results.flatMap(({ columns }) => differences(columns)).map((one) => `${place}: ${one}`)
  );
  assertEquals(wrong, []);
});

Deno.test("tests run every statement that declares the type of its rows", () => {
  const unknown = statements.filter(({ results }) => results.length === 0);
  assertEquals(unknown.map(({ place }) => place), []);
});
