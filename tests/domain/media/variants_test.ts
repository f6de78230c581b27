import { assertEquals } from "@std/assert";
import { VARIANT_NAMES } from "../../../domain/media/media.ts";
import {
  variantCode,
  variantNamed,
  variantWithCode,
  wholeVariants,
} from "../../../domain/media/variants.ts";

const TYPES = ["image/jpeg", "image/webp", "image/avif", "image/png", "image/gif", "video/mp4"];
const EACH = VARIANT_NAMES.flatMap((name) => TYPES.map((contentType) => ({ name, contentType })));

Deno.test("a code of one byte names each variant with its type", () => {
  const codes = EACH.map(variantCode);
  assertEquals(new Set(codes).size, EACH.length);
  assertEquals(codes.every((code) => code > 0 && code < 256), true);
  assertEquals(codes.map((code) => variantWithCode(EACH, code)), EACH);
  assertEquals(variantWithCode(EACH.slice(1), codes[0]!), undefined);
});

Deno.test("a code without a type, as in old addresses, names the first file of a name", () => {
  for (const [code, name] of VARIANT_NAMES.entries()) {
    assertEquals(variantWithCode(EACH, code), { name, contentType: "image/jpeg" });
    assertEquals(variantCode({ name, contentType: "" }), code);
  }
  const png = { name: "large" as const, contentType: "image/png" };
  assertEquals(variantWithCode([png], variantCode({ ...png, contentType: "" })), png);
});

Deno.test("the first file of a name is chosen, and sizes that are missing are left out", () => {
  const jpegs = EACH.filter(({ contentType }) => contentType === "image/jpeg");
  const names = ["small", "medium", "wide", "large"];
  assertEquals(wholeVariants(EACH), names.map((name) => variantNamed(jpegs, name as "small")!));
  const old = jpegs.filter(({ name }) => name !== "wide");
  assertEquals(wholeVariants(old).map(({ name }) => name), ["small", "medium", "large"]);
  assertEquals([variantNamed(null, "thumb"), variantNamed([], "thumb")], [undefined, undefined]);
});
