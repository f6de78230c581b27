import { assert, assertEquals, assertThrows } from "@std/assert";
import { ImageRefused } from "../../../../lib/images/core/errors.ts";
import { limitedInstance } from "../../../../lib/images/core/wasm_instance.ts";
import { ascii, bytes, join } from "../../../helpers/media/picture_bytes.ts";

const PAGE_BYTES = 65_536;
/** A module with one page of memory, which it exports. */
const MODULE = new WebAssembly.Module(join(
  bytes(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
  bytes(5, 3, 1, 0, 1),
  bytes(7, 10, 1, 6),
  ascii("memory"),
  bytes(2, 0),
));

interface Options {
  instantiateWasm(
    imports: WebAssembly.Imports,
    use: (instance: WebAssembly.Instance) => void,
  ): { memory: WebAssembly.Memory };
}

Deno.test("a codec gets memory up to its limit, and then a failure that refuses the picture", () => {
  const { options, failed } = limitedInstance(MODULE, 4 * PAGE_BYTES);
  const used: WebAssembly.Instance[] = [];
  const start = (options as Options).instantiateWasm;
  const { memory } = start({}, (instance) => used.push(instance));
  assertEquals(used.length, 1);
  const fault = new Error("any");
  memory.grow(2);
  assertEquals(failed(fault), fault);
  assertThrows(() => memory.grow(2), RangeError);
  assert(failed(fault) instanceof ImageRefused);
  // A codec that was content with less fails for another reason.
  memory.grow(1);
  assertEquals(memory.buffer.byteLength, 4 * PAGE_BYTES);
  assertEquals(failed(fault), fault);
});
