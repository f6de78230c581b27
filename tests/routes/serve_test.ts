import { assertEquals, assertStringIncludes } from "@std/assert";

Deno.test("an uncaught error is logged, and the program continues", async () => {
  const script = `
    import { openLog } from "${new URL("../../lib/log/log.ts", import.meta.url)}";
    import { logAccidents } from "${new URL("../../routes/serve.ts", import.meta.url)}";
    logAccidents(openLog());
    Promise.reject(new Error("a promise"));
    queueMicrotask(() => { throw new Error("a task"); });
    await Deno.stat(".");
    console.log("still here");`;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", script],
  }).output();
  const [said, logged] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals([code, said], [0, "still here\n"]);
  assertStringIncludes(logged!, '"message":"a promise"');
  assertStringIncludes(logged!, '"message":"a task"');
});
