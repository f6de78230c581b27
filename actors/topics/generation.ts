import { createHash } from "node:crypto";

/** The generation of all data in KV, as cursors name it. */
export interface Generation {
  id: string;
  /** The generation of each store. */
  ids: string[];
  /** Whether a store was empty. */
  isNew: boolean;
}

const ID_LENGTH = 8;
const META = "meta";
const GENERATION: Deno.KvKey = [META, "generation"];
const PLACE: Deno.KvKey = [META, "place"];
const META_ROWS_MAX = 2;
const ONLY_PLACE = "1 of 1";

/**
 * Returns the generation of these KV stores. If one of them was wiped, a new one begins. Throws an
 * error if the stores were filled in another order or number: their rows would not be found.
 */
export async function openGeneration(stores: readonly Deno.Kv[]): Promise<Generation> {
  const opened = await Promise.all(
    stores.map((store, index) => openStore(store, `${index + 1} of ${stores.length}`)),
  );
  const ids = opened.map(({ id }) => id);
  return {
    id: ids.length === 1
      ? ids[0]!
      : createHash("sha256").update(ids.join()).digest("hex").slice(0, ID_LENGTH),
    ids,
    isNew: opened.some(({ isNew }) => isNew),
  };
}

/** Returns which stores can be reached, and their present generations; null for a wiped one. */
export async function readGenerations(
  stores: readonly Deno.Kv[],
): Promise<{ isReached: boolean; id: string | null }[]> {
  const reads = await Promise.allSettled(stores.map((store) => store.get<string>(GENERATION)));
  return reads.map((read) => ({
    isReached: read.status === "fulfilled",
    id: read.status === "fulfilled" ? read.value.value : null,
  }));
}

/** Returns whether a store has no rows beside those that {@link openGeneration} writes. */
export async function isEmptyStore(store: Deno.Kv): Promise<boolean> {
  const rows = store.list({ prefix: [] }, { limit: META_ROWS_MAX + 1 });
  for await (const { key: [kind] } of rows) if (kind !== META) return false;
  return true;
}

async function openStore(
  store: Deno.Kv,
  place: string,
): Promise<{ id: string; isNew: boolean }> {
  const id = crypto.randomUUID().slice(0, ID_LENGTH);
  const claim = store.atomic().check({ key: GENERATION, versionstamp: null }).set(GENERATION, id);
  if (place !== ONLY_PLACE) claim.set(PLACE, place);
  const claimed = await claim.commit();
  if (claimed.ok) return { id, isNew: true };
  const [generation, filled] = await store.getMany<[string, string]>([GENERATION, PLACE]);
  const before = filled.value ?? ONLY_PLACE;
  if (before === place) return { id: generation.value!, isNew: false };
  throw new Error(
    `The KV store that was ${before} is configured as ${place}. ` +
      "Restore KV_URLS, or stop all instances and run `deno task rebuild`.",
  );
}
