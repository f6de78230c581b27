import { assertEquals, assertMatch } from "@std/assert";
import { one } from "../../db/sql.ts";
import { startApp } from "../helpers/app/app.ts";
import { openTestDatabase, variablesOf } from "../helpers/app/database.ts";
import { errorCode, ok } from "../helpers/people/steps.ts";

Deno.test("admin:grant makes the first admin, with effect on open sessions too", async () => {
  await using database = await openTestDatabase();
  await using app = await startApp({ database });
  const [ada] = await app.people("ada");
  assertEquals(errorCode(await ada.get("/admin/stats"), 403), "forbidden");
  const to = { ...variablesOf(database.address), KV_URLS: app.ctx.config.KV_URLS.join() };
  assertMatch((await grant(to, "@Ada")).text, /Ada is an admin now/);
  assertEquals(await one(app.ctx.sql<{ roles: string[] }[]>`select roles from users`), {
    roles: ["user", "admin"],
  });
  ok(await ada.get("/admin/stats"), 200);
  assertMatch((await grant(to, "ada")).text, /is an admin already/);
  const unknown = await grant(to, "nobody");
  assertEquals(unknown.code, 1);
  assertMatch(unknown.text, /User nobody not found/);
  assertEquals((await grant(to)).code, 1);
});

async function grant(
  variables: Record<string, string>,
  ...names: string[]
): Promise<{ code: number; text: string }> {
  const dataDir = await Deno.makeTempDir({ prefix: "tintype-test-" });
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tasks/admin_grant.ts", ...names],
    env: { ...variables, DATA_DIR: dataDir, NO_COLOR: "1" },
  }).output();
  await Deno.remove(dataDir, { recursive: true });
  const text = new TextDecoder().decode(new Uint8Array([...stdout, ...stderr]));
  return { code, text };
}
