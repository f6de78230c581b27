const NAME_LENGTH_MAX = 100;
/** Words in company names that do not belong to a brand. */
const COMPANY =
  /^(?:co|coltd|company|corp|corporation|inc|incorporated|ltd|limited|gmbh|ag|llc|imaging|electronics|technologies|camera)$/;

/** Returns the camera's usual name: maker and model, with the brand once. Empty if unknown. */
export function cameraName(make: string, model: string): string {
  const words = wordsOf(model);
  while (words.length > 1 && same(words[0]!, words[1]!)) words.shift();
  const makers = wordsOf(make);
  // "NIKON CORPORATION" makes the "NIKON D850", and "LG Electronics" the "LG-H870".
  const [start = ""] = (words[0] ?? "").split(/[-_]/);
  const isNamed = makers.some((maker) => same(maker, start) || same(maker, words[0] ?? ""));
  const brand = isNamed ? [] : makers.filter((word) => !COMPANY.test(plain(word)));
  return [...brand.map((word) => word.replace(/,+$/, "")), ...words].join(" ").slice(
    0,
    NAME_LENGTH_MAX,
  ).trim();
}

function wordsOf(text: string): string[] {
  return text.slice(0, NAME_LENGTH_MAX).split(/\s+/).filter((word) => word !== "");
}

function same(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
