/**
 * Creates a directory, which is deleted when the test ends. Other accounts may enter it, as
 * PostgreSQL's must.
 */
export async function temporaryDirectory(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "tintype-test-" });
  await Deno.chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Runs `code` as a separate program until it prints `ready`, calls `meanwhile`, and kills it. */
export async function killedOnceReady(
  code: string,
  argument: string,
  meanwhile: (pid: number) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(script, code);
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--config", config, script, argument],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  try {
    await untilReady(child.stdout);
    await meanwhile(child.pid);
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(script);
  }
}

async function untilReady(stdout: ReadableStream<Uint8Array>): Promise<void> {
  let said = "";
  for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (said.includes("ready\n")) return;
  }
  throw new Error(`The program ended before it was ready: ${said}`);
}
