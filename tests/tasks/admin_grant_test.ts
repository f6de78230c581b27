import { assertEquals, assertMatch } from "@std/assert";
import { startApp } from "../helpers/app.ts";
import { openTestDatabase } from "../helpers/database.ts";
import { errorCode, ok } from "../helpers/deeds.ts";

Deno.test("admin:grant makes the first admin, also where they are signed in", async () => {
  await using database = await openTestDatabase();
  await using app = await startApp({ database });
  const [ada] = await app.people("ada");
  assertEquals(errorCode(await ada.get("/admin/stats"), 403), "forbidden");
  const address = database.address;
  const url = typeof address === "string" ? address : urlOf(address);
  assertMatch((await grant(url, "@Ada")).text, /Ada is an admin now/);
  assertEquals((await app.ctx.sql`select roles from users`)[0]!.roles, ["user", "admin"]);
  // The news waits in the outbox: the task has a KV store of its own here.
  app.ctx.hot.clear();
  ok(await ada.get("/admin/stats"), 200);
  assertMatch((await grant(url, "ada")).text, /is an admin already/);
  const unknown = await grant(url, "nobody");
  assertEquals(unknown.code, 1);
  assertMatch(unknown.text, /Nobody is called nobody/);
  assertEquals((await grant(url)).code, 1);
});

function urlOf(address: object): string {
  const { host, port, user, username, password, database } = address as Record<string, string>;
  const account = `${user ?? username}:${encodeURIComponent(password ?? "")}`;
  return host?.startsWith("/")
    ? `postgres://${account}@localhost:${port}/${database}?host=${host}`
    : `postgres://${account}@${host}:${port}/${database}`;
}

async function grant(url: string, ...names: string[]): Promise<{ code: number; text: string }> {
  const dataDir = await Deno.makeTempDir({ prefix: "tintype-test-" });
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tasks/admin_grant.ts", ...names],
    env: { DATABASE_URL: url, KV_URL: ":memory:", DATA_DIR: dataDir, NO_COLOR: "1" },
  }).output();
  await Deno.remove(dataDir, { recursive: true });
  const text = new TextDecoder().decode(new Uint8Array([...stdout, ...stderr]));
  return { code, text };
}
