import { assertEquals } from "@std/assert";
import { unzipSync } from "fflate";
import { createHash } from "node:crypto";
import { makeExports } from "../../../jobs/exports/make_exports.ts";
import type { TestApp } from "../app/app.ts";
import { ok } from "../people/steps.ts";
import type { Person } from "../people/person.ts";
import { download } from "./uploads.ts";

/** An export, unpacked by a different library from the one that packed it. */
export interface Archive {
  names: string[];
  bytes(name: string): Uint8Array;
  // deno-lint-ignore no-explicit-any -- tests read files freely
  json(name: string): any;
  /** All contents of the archive as text. */
  text: string;
}

/** Requests an export, makes it, and fetches it; returns its id and its contents. */
export async function exported(app: TestApp, person: Person): Promise<[string, Archive]> {
  const { exportId } = ok(await person.post("/users/me/export"), 202).data;
  const counts = await makeExports(app.ctx, new AbortController().signal);
  assertEquals(counts, { exported: 1, failed: 0 });
  return [exportId, await fetchExport(app, person, exportId)];
}

/** Fetches a finished export and checks it against its manifest. */
export async function fetchExport(app: TestApp, person: Person, id: string): Promise<Archive> {
  const { data } = ok(await person.get(`/users/me/export/${id}`), 200);
  const fetched = await download(app, data.url);
  assertEquals([fetched.status, fetched.bytes.length], [200, data.bytes]);
  assertEquals(
    fetched.headers.get("content-disposition"),
    'attachment; filename="tintype-export.zip"',
  );
  const files = unzipSync(fetched.bytes);
  const bytes = (name: string) => files[name]!;
  const json = (name: string) => JSON.parse(new TextDecoder().decode(bytes(name)));
  const listed = json("manifest.json").files as { name: string; bytes: number; sha256: string }[];
  const found = Object.entries(files).filter(([name]) => name !== "manifest.json")
    .map(([name, content]) => ({
      name,
      bytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    }));
  assertEquals(found, listed.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })));
  const text = Object.entries(files)
    .map(([name, content]) => name + new TextDecoder("latin1").decode(content)).join("\n");
  return { names: Object.keys(files), bytes, json, text };
}
