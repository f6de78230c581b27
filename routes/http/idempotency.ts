import type { Context as HonoContext } from "hono";
import type { Context, Identity } from "../../context/mod.ts";
import {
  claimKey,
  type FirstResponse,
  type RepeatableRequest,
  type StoredResponse,
  storeResponse,
} from "../../db/operations/idempotency.ts";
import { type Db, transact } from "../../db/transact.ts";
import { AppError } from "../../lib/errors.ts";
import type { Env, Route, Write } from "./endpoint.ts";
import { fingerprintOf } from "./input/input.ts";

/** Ends a repeated request with the response of the first one. */
class Repeated extends Error {
  constructor(readonly first: FirstResponse) {
    super("This request is a repeat");
  }
}

/** Whether requests for a route may carry an `Idempotency-Key`. */
export function isRepeatable({ method, response }: Route): boolean {
  return method === "post" && response !== undefined;
}

/** Returns a request that its client may repeat, or null. Throws if its key is malformed. */
export function repeatableRequest(
  ctx: Context,
  http: HonoContext<Env>,
  route: Route,
  viewer: Identity | null,
  bytes: Uint8Array,
): RepeatableRequest | null {
  const key = http.req.header("idempotency-key");
  if (key === undefined || !isRepeatable(route) || http.get("isPasswordGrant")) return null;
  if (!/^[\x21-\x7e]{8,128}$/.test(key)) {
    throw new AppError(
      "validation_failed",
      "Invalid Idempotency-Key. Use a unique key that you generate (a UUID is recommended).",
      {
        details: [{ path: "Idempotency-Key", message: "Must have 8 to 128 visible characters" }],
      },
    );
  }
  const scope = viewer ? viewer.userId : `anyone ${route.path}`;
  const fingerprint = fingerprintOf(http.req.method, http.req.path, bytes);
  return { scope, key, fingerprint, sealKey: ctx.keys.answers };
}

/**
 * Runs a repeatable request, and stores its response in the transaction of its write. A repeat
 * writes nothing and gets the stored response.
 */
export async function runOnce(
  db: Db,
  request: RepeatableRequest,
  run: (write: Write) => unknown,
  render: (data: unknown) => StoredResponse,
): Promise<{ data?: unknown; stored: StoredResponse | null }> {
  let stored: StoredResponse | null = null;
  const write: Write = (change) =>
    transact(db, async (tx) => {
      const first = await claimKey(tx.sql, request);
      // Only an exception ends an endpoint in the middle of its write.
      if (first) throw new Repeated(first);
      const result = await change(tx);
      stored = render(result);
      await storeResponse(tx.sql, request, stored);
      return result;
    });
  try {
    const data = await run(write);
    return { data, stored };
  } catch (error) {
    if (!(error instanceof Repeated)) throw error;
    const { response, xid } = error.first;
    // A snapshot that saw the end of this transaction saw that of the first one as well.
    db.committed([], xid);
    return { stored: response };
  }
}
