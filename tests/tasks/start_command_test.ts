import { assert, assertEquals } from "@std/assert";
import { START } from "../../tasks/start_command.ts";

Deno.test("the program takes no more memory than it may, however it is started, with the same variables", async () => {
  assertEquals(START.env, {
    DENO_USE_CGROUPS: "1",
    MALLOC_MMAP_THRESHOLD_: "1048576",
    MALLOC_ARENA_MAX: "2",
  });
  const image = await Deno.readTextFile(new URL("../../Dockerfile", import.meta.url));
  const atEnd = image.slice(image.lastIndexOf("FROM "));
  for (const [name, value] of Object.entries(START.env)) {
    assert(atEnd.includes(`${name}=${value}`), name);
  }
});

Deno.test("`deno task start` hands its variables to the program on every platform", async () => {
  const variables = Object.entries(START.env).map(([name, value]) => `${name}=${value}`).join(" ");
  const print = "console.log(JSON.stringify(Deno.env.toObject()))";
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--eval", `${variables} deno eval "${print}"`],
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "" },
  });
  const { stdout } = await child.output();
  const given = JSON.parse(new TextDecoder().decode(stdout));
  for (const [name, value] of Object.entries(START.env)) assertEquals(given[name], value);
});
