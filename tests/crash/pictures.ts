import { Image } from "imagescript";
import type { Random } from "./random.ts";

/** Returns a form with a small picture in a random colour of the seed. */
export async function pictureForm(random: Random, caption: string): Promise<FormData> {
  const image = new Image(random.int(48, 96), random.int(48, 96));
  image.fill(Image.rgbToColor(random.int(0, 255), random.int(0, 255), random.int(0, 255)));
  const bytes = new Uint8Array(await image.encode(1));
  const form = new FormData();
  form.set("image", new File([bytes], "light.png", { type: "image/png" }));
  form.set("caption", caption);
  form.set("tags", JSON.stringify(["light"]));
  form.set("privacy", "public");
  return form;
}
