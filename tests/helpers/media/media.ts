import { type MediaId, newId } from "../../../domain/ids.ts";
import { newObjectPrefix, type Placement, type VariantName } from "../../../domain/media/media.ts";
import type { Sql } from "../../../db/sql.ts";

/** Inserts a ready picture, as if it had been processed. */
export async function insertReadyMedia(
  sql: Sql,
  ownerId: string,
  placement: Placement = "public",
): Promise<MediaId> {
  const id: MediaId = newId();
  const prefix = newObjectPrefix(placement);
  const variant = (name: VariantName, width: number) => ({
    name,
    key: `${prefix}/${name}.jpg`,
    width,
    height: width,
    contentType: "image/jpeg",
    bytes: 1000,
  });
  const variants = [variant("thumb", 480), variant("medium", 1080), variant("large", 2048)];
  await sql`
    insert into media (id, upload_id, owner_id, status, declared_type, declared_bytes, upload_key,
      upload_expires_at, object_prefix, width, height, frames, thumbhash, dominant_color, format,
      file_size, variants, placement, wanted_placement)
    values (${id}, ${newId()}, ${ownerId}, 'ready', 'image/jpeg', 1000, ${`uploads/${id}`}, now(),
      ${prefix}, 2048, 2048, 1, '3OcRJYB4d3h/iIeHeEh3eIhw+j3A', '#336699', 'JPEG', 1000,
      ${sql.json(variants as never)}, ${placement}, ${placement})`;
  return id;
}
