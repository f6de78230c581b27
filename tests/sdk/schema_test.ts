import { assert, assertEquals } from "@std/assert";
import { clientTypes } from "../../tasks/documents/client_types.ts";
import { startApp } from "../helpers/app/app.ts";

const FILE = new URL("../../sdk/typescript/src/schema.ts", import.meta.url);
const LINES_MAX = 7000;

Deno.test("the types of the client are those of the current routes", async () => {
  await using app = await startApp();
  const written = await Deno.readTextFile(FILE);
  const document = await (await app.fetch("/openapi.json")).json();
  assertEquals(written, await clientTypes(document), "run deno task openapi");
  assert(written.split("\n").length <= LINES_MAX);
});
