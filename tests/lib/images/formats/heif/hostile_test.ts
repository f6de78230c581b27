import { assert } from "@std/assert";
import { ImageRefused, openImageProcessor } from "../../../../../lib/images/mod.ts";
import { av1 } from "../../../../helpers/media/heif/heif_files.ts";
import { hostileHeifs } from "../../../../helpers/media/heif/hostile_heifs.ts";
import { quarters } from "../../../../helpers/media/pictures.ts";
import { process } from "../../../../helpers/processing.ts";

Deno.test("every hostile HEIC and AVIF is refused with a reason, and no sandbox dies of it", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  for (const { name, file, reason } of hostileHeifs(await av1(quarters(96, 64)))) {
    const error = await process(processor, file).catch((error) => error);
    assert(error instanceof ImageRefused, `${name}: ${error}`);
    assert(reason.test(error.message), `${name}: ${error.message}`);
  }
});
