import type { Sql } from "../sql.ts";

/** The columns of a picture (table alias `m`) as a JSON object with the keys of {@link Media}. */
export function mediaObject(sql: Sql) {
  return sql`jsonb_build_object(
    'id', m.id, 'ownerId', m.owner_id, 'kind', m.kind, 'status', m.status, 'error', m.error,
    'width', m.width, 'height', m.height, 'durationMs', m.duration_ms, 'hasAudio', m.has_audio,
    'thumbhash', m.thumbhash,
    'dominantColor', m.dominant_color, 'altText', m.alt_text, 'objectPrefix', m.object_prefix,
    'placement', m.placement, 'variants', m.variants, 'format', m.format,
    'fileSize', m.file_size, 'camera', m.camera, 'takenAt', m.taken_at,
    'takenAtLocal', m.taken_at_local, 'edit', m.edit)`;
}
