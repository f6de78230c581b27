import { assertEquals } from "@std/assert";
import type { RecentPlaces } from "../../../context/cache/reading.ts";
import { TaggedPlaces } from "../../../context/cache/tagged_places.ts";
import { tagKey } from "../../../domain/text.ts";
import { BatchCache } from "../../../lib/cache/batch_cache.ts";

function openTags() {
  const loads: string[][] = [];
  const places = new TaggedPlaces(
    new BatchCache<RecentPlaces>({
      maxBytes: 100_000,
      load(tags) {
        loads.push([...tags]);
        return Promise.resolve(new Map(tags.map((tag) => [tag, []])));
      },
    }),
  );
  const read = (...tags: string[]) => Promise.all(tags.map((tag) => places.get(tag)));
  return { places, loads, read };
}

Deno.test("places of tags are loaded once, until an event names the key of a tag", async () => {
  const { places, loads, read } = openTags();
  await read("lake", "sea");
  await read("sea", "lake");
  places.invalidate(tagKey("lake"));
  await read("lake", "sea");
  places.clear();
  await read("sea");
  assertEquals(loads, [["lake", "sea"], ["lake"], ["sea"]]);
});

Deno.test("an event that overtakes a load of places drops it", async () => {
  const { places, loads, read } = openTags();
  const loading = read("lake");
  places.invalidate(tagKey("lake"));
  await loading;
  await read("lake");
  assertEquals(loads, [["lake"], ["lake"]]);
});

Deno.test("two tags of one key never have each other's places, nor outdated ones", async () => {
  const [one, other] = ["Aa", "BB"] as [string, string];
  assertEquals(tagKey(one), tagKey(other));
  const { places, loads, read } = openTags();
  await read(one, other);
  places.invalidate(tagKey(one));
  await read(other);
  await read(one);
  assertEquals(loads, [[one, other], [other], [one]]);
});
