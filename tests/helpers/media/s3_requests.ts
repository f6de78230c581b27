import { AwsClient } from "aws4fetch";
import type { EmbeddedS3 } from "./embedded_s3.ts";

/** A request to sign; the length header is added unless it is given. */
export interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  allHeaders?: boolean;
}

/** Signs a request to the embedded server in its headers, with `wrong` credentials if given. */
export async function sign(
  s3: EmbeddedS3,
  path: string,
  call: Call = {},
  wrong: Partial<EmbeddedS3["options"]> = {},
): Promise<Request> {
  const aws = new AwsClient({ ...s3.options, ...wrong, service: "s3", retries: 0 });
  const { method = "GET", headers = {}, body = null, allHeaders = false } = call;
  const length = body === null ? undefined : { "content-length": String(body.length) };
  return await aws.sign(`${s3.options.endpoint}/media/${path}`, {
    method,
    headers: { ...length, ...headers },
    body,
    aws: { allHeaders },
  });
}

/** Sends a signed request in process. */
export async function send(
  s3: EmbeddedS3,
  path: string,
  call: Call = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await s3.fetch(await sign(s3, path, call));
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Stores a text. */
export async function put(s3: EmbeddedS3, key: string, body: string): Promise<void> {
  await s3.storage.put(key, new TextEncoder().encode(body), { contentType: "text/plain" });
}

/** Returns the text of an object. */
export async function read(s3: EmbeddedS3, key: string): Promise<string | null> {
  const bytes = await s3.storage.get(key, 1_000_000);
  return bytes && new TextDecoder().decode(bytes);
}

/** Returns all keys, in order. */
export async function list(s3: EmbeddedS3, prefix = ""): Promise<string[]> {
  return await Array.fromAsync(s3.storage.list(prefix), ({ key }) => key);
}

/** Returns every file in the server's folder, as a relative path. */
export async function filesIn(s3: EmbeddedS3, folder = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${s3.directory}/${folder}`)) {
    if (isDirectory) files.push(...await filesIn(s3, `${folder}${name}/`));
    else files.push(folder + name);
  }
  return files.sort();
}
