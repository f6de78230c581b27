import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";

interface Documents {
  paths: Record<string, Record<string, unknown>>;
}

Deno.test("each path refuses with 405 and Allow the methods that the document lacks", async () => {
  await using app = await startApp();
  const { paths } = await (await app.fetch("/openapi.json")).json() as Documents;
  for (const [path, operations] of Object.entries(paths)) {
    // No other path of the document has this form: "search" is an id as well.
    const sent = path.replace(/\{\w+\}/g, "x");
    const declared = Object.keys(operations).map((method) => method.toUpperCase());
    const also = Object.keys(paths).filter((other) => other !== path && takes(other, sent))
      .flatMap((other) => Object.keys(paths[other]!).map((method) => method.toUpperCase()));
    const taken = new Set([...declared, ...also]);
    const allowed = [...taken, ...(taken.has("GET") ? ["HEAD"] : []), "OPTIONS"].sort().join(", ");
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "MADEUP"]) {
      if (allowed.split(", ").includes(method)) continue;
      const answer = await app.fetch(sent, { method });
      const text = await answer.text();
      const { status, headers } = answer;
      assertEquals([status, headers.get("allow")], [405, allowed], `${method} ${sent}`);
      if (method !== "HEAD") assertEquals(JSON.parse(text).error.code, "method_not_allowed");
    }
    const options = await app.fetch(sent, { method: "OPTIONS" });
    assertEquals([options.status, options.headers.get("allow")], [204, allowed], sent);
  }
});

Deno.test("an unknown path is 404 for every method", async () => {
  await using app = await startApp();
  for (const path of ["/nowhere", "/api/v1", "/api/v1/nowhere", "/api/v1/auth/login/x"]) {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS", "MADEUP"]) {
      const response = await app.fetch(path, { method });
      await response.body?.cancel();
      assertEquals([response.status, response.headers.get("allow")], [404, null], path);
    }
  }
});

/** Returns whether a path of the document matches a request's path. */
function takes(path: string, sent: string): boolean {
  return new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`).test(sent);
}
