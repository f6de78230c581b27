import { assertEquals } from "@std/assert";
import { targetOf } from "../../../lib/config/database_address.ts";

Deno.test("the URL of a pooler turns prepared statements off, unless it asks for them", () => {
  const hosts = "postgres://ada:secret@a:5432,b:5433/tintype";
  const cases: [string, string, boolean][] = [
    ["", "", false],
    ["?sslmode=require", "?sslmode=require", false],
    ["?pgbouncer=true", "?prepare=false", true],
    ["?sslmode=require&pgbouncer=true", "?sslmode=require&prepare=false", true],
    ["?pgbouncer=true&prepare=true", "?prepare=true", true],
    ["?pgbouncer=false&prepare=false", "?prepare=false", false],
  ];
  for (const [given, target, isPooled] of cases) {
    assertEquals(targetOf(hosts + given), { target: hosts + target, isPooled });
  }
  const options = { host: "a", database: "tintype" };
  assertEquals(targetOf(options), { target: options, isPooled: false });
});
