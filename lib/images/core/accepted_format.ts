import { ImageRefused } from "./errors.ts";
import { foreignContent } from "./foreign_format.ts";
import { formatOfType, FORMATS, type MediaFormat, namesOf, sniff } from "./format.ts";

/** The content type of files whose sender knows nothing about them. */
export const UNKNOWN_TYPE = "application/octet-stream";
/** Files of one container, which programs announce as each other. */
const ALIKE: readonly MediaFormat[] = ["MP4", "MOV"];

/**
 * Returns the format of a file by its content. Refuses it unless the format is accepted and the
 * announced one, as far as one was announced.
 */
export function acceptedFormat(
  bytes: Uint8Array,
  { declaredType, accepted }: { declaredType: string; accepted: readonly MediaFormat[] },
): MediaFormat {
  if (bytes.length === 0) throw new ImageRefused("The file is empty");
  const foreign = foreignContent(bytes);
  if (foreign) throw new ImageRefused(`The file is ${foreign.name}. ${foreign.advice}`);
  const format = sniff(bytes);
  if (format === null) throw new ImageRefused("The file is not a picture or a video");
  const { name } = FORMATS[format];
  if (!accepted.includes(format)) {
    throw new ImageRefused(`The file is ${name}; accepted are ${namesOf(accepted)}`);
  }
  const type = declaredType.split(";")[0]!.trim().toLowerCase();
  if (type === "" || type === UNKNOWN_TYPE || isMeant(format, formatOfType(type))) return format;
  throw new ImageRefused(`The file is ${name} but was announced as ${type}`);
}

function isMeant(found: MediaFormat, declared: MediaFormat | null): boolean {
  if (declared === null) return false;
  return found === declared || ALIKE.includes(found) && ALIKE.includes(declared);
}
