/** Memory that Deno itself maps before it does anything: heap cages, thread stacks. */
const RUNTIME_BYTES = 768 << 20;

/**
 * Limits writable memory with `RLIMIT_DATA`: V8 reserves address space by the terabyte, so that
 * cannot be limited. Passes on only the variables with which Deno finds modules.
 */
const CONFINE = `
  ulimit -c 0 2>/dev/null; ulimit -d "$1" 2>/dev/null; shift
  for name in PATH HOME DENO_DIR XDG_CACHE_HOME NPM_CONFIG_REGISTRY DENO_CERT DENO_TLS_CA_STORE \\
    HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy; do
    eval "value=\\$$name"
    [ -n "$value" ] && set -- "$name=$value" "$@"
  done
  exec env -i "$@"`;

/** A program of this project that runs in a process of its own. */
export interface ConfinedProgram {
  /** Its module. */
  url: URL;
  /** Permissions and V8's options for `deno run`. */
  options: readonly string[];
  args?: readonly string[];
  /** The most memory, besides that of Deno itself. */
  memoryBytes: number;
  stdin: "piped" | "null";
}

/** Starts Deno with a memory limit and nothing of the server's environment. Its stdout is piped. */
export function spawnConfined(program: ConfinedProgram): Deno.ChildProcess {
  const { url, options, args: own = [], memoryBytes, stdin } = program;
  const deno = [
    ...[Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-remote", "--no-check"],
    ...[...options, url.href, ...own],
  ];
  const kibibytes = Math.ceil((memoryBytes + RUNTIME_BYTES) / 1024);
  const [command, ...args] = Deno.build.os === "windows"
    ? deno
    : ["sh", "-c", CONFINE, "sh", String(kibibytes), ...deno];
  return new Deno.Command(command!, { args, stdin, stdout: "piped", stderr: "null" }).spawn();
}
