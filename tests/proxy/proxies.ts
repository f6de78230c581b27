import { temporaryDirectory } from "../lib/embedded/child_program.ts";
import { freePort } from "../helpers/app/running_program.ts";

/** A proxy in front of a program on this machine. */
export interface Proxy extends AsyncDisposable {
  port: number;
  url: string;
}

/**
 * Starts a real proxy with its ready configuration, without certificates, on a free port. Several
 * instances need Caddy.
 */
export type StartProxy = (upstreamPort: number, ...others: number[]) => Promise<Proxy>;

/** nginx, as `docs/proxy/nginx.conf` sets it up. */
export const startNginx: StartProxy = async (upstreamPort) => {
  await using opening = new AsyncDisposableStack();
  const directory = opening.use(await temporaryDirectory());
  const port = freePort();
  const site = (await Deno.readTextFile(new URL("../../docs/proxy/nginx.conf", import.meta.url)))
    .replace("listen 443 ssl http2;", `listen 127.0.0.1:${port};`)
    .replace("server 127.0.0.1:8000;", `server 127.0.0.1:${upstreamPort};`)
    .replaceAll(/^\s*ssl_.*$/gm, "");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${directory.path}/${name};`).join("\n");
  const main = `
    ${Deno.uid() === 0 ? "user root;" : ""}
    daemon off; worker_processes 1; pid ${directory.path}/pid; error_log stderr;
    events { worker_connections 512; }
    http { access_log off; ${temporary}\n${site} }`;
  const path = `${directory.path}/nginx.conf`;
  await Deno.writeTextFile(path, main);
  return await start(opening, port, "nginx", ["-e", "stderr", "-c", path]);
};

/** Caddy, as `docs/proxy/Caddyfile` sets it up. */
export const startCaddy: StartProxy = async (...upstreamPorts) => {
  await using opening = new AsyncDisposableStack();
  const { path } = opening.use(await temporaryDirectory());
  const port = freePort();
  const site = await Deno.readTextFile(new URL("../../docs/proxy/Caddyfile", import.meta.url));
  // Caddy's own admin API has a port that another test may use.
  const alone = site.replace(/^\{\n/m, "{\n\tadmin off\n")
    // No test waits for minutes.
    .replace("read_body 5m", "read_body 10s");
  await Deno.writeTextFile(`${path}/Caddyfile`, alone);
  const args = ["run", "--adapter", "caddyfile", "--config", `${path}/Caddyfile`];
  return await start(opening, port, "caddy", args, {
    SITE: `http://:${port}`,
    UPSTREAM: upstreamPorts.map((upstream) => `127.0.0.1:${upstream}`).join(" "),
    HOME: path,
    XDG_CONFIG_HOME: path,
    XDG_DATA_HOME: path,
  });
};

async function start(
  opening: AsyncDisposableStack,
  port: number,
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Proxy> {
  const child = new Deno.Command(command, { args, env, stdout: "null", stderr: "null" }).spawn();
  let hasEnded = false;
  const ended = child.status.then(() => hasEnded = true);
  opening.defer(async () => {
    if (!hasEnded) child.kill("SIGTERM");
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  while (!await answers(url)) if (hasEnded) throw new Error(`${command} has ended`);
  const resources = opening.move();
  return { port, url, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health`).catch(() => null);
  await response?.body?.cancel();
  return response?.ok ?? false;
}
