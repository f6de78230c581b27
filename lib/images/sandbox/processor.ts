import { once } from "../../once.ts";
import { ImageWorkerDied } from "../core/errors.ts";
import { acceptedFormat } from "../core/accepted_format.ts";
import { isPictureFormat, type MediaFormat, PICTURE_FORMATS } from "../core/format.ts";
import { type PictureEdit, UNEDITED } from "../core/edit.ts";
import type { EngineName } from "../core/engine_names.ts";
import type { ProcessedImage } from "../core/picture.ts";
import { openProcess } from "./process.ts";
import { openThread } from "./thread.ts";
import { openWorkplace, STOPPING, type Workplace } from "./workplace.ts";

/** Options of an image processor. */
export interface ImageProcessorOptions {
  /** The formats that are accepted (all that can be read). */
  formats?: readonly MediaFormat[];
  /** Pictures at once (2). */
  workers?: number;
  /** The longest time for one picture (20 s). */
  deadlineMs?: number;
  /** The most memory for one picture (1.5 GiB). `sandbox: "worker"` does not enforce it. */
  memoryBytes?: number;
  /** Pictures that may wait for a worker (16); more are refused at once. */
  queueLength?: number;
  /** `worker` (a thread) is for platforms that cannot start processes. */
  sandbox?: "process" | "worker";
  /** The codecs (`wasm`). A thread has no others. */
  engine?: EngineName;
}

/** Makes variants from uploaded files, isolated from the server. */
export interface ImageProcessor extends AsyncDisposable {
  /** Rejects with `ImageRefused` (the file's fault) or `ImageWorkerDied` (try again). */
  process(
    bytes: Uint8Array,
    options: { declaredType: string; edit?: PictureEdit | null },
  ): Promise<ProcessedImage>;
}

/** Opens a processor, which starts nothing before the first picture. */
export function openImageProcessor(options: ImageProcessorOptions = {}): ImageProcessor {
  const { workers = 2, deadlineMs = 20_000, memoryBytes = 1536 << 20, queueLength = 16 } = options;
  const { engine = "wasm" } = options;
  const accepted = (options.formats ?? PICTURE_FORMATS).filter(isPictureFormat);
  const open = options.sandbox === "worker"
    ? openThread
    : () => openProcess({ memoryBytes, engine });
  const workplaces = Array.from({ length: workers }, () => openWorkplace(open, { deadlineMs }));
  const free = [...workplaces];
  const queue: PromiseWithResolvers<Workplace>[] = [];
  let closed = false;

  const take = (): Promise<Workplace> => {
    if (closed) throw new ImageWorkerDied(STOPPING);
    const workplace = free.pop();
    if (workplace) return Promise.resolve(workplace);
    if (queue.length >= queueLength) throw new ImageWorkerDied("Too many pictures are waiting");
    const place = Promise.withResolvers<Workplace>();
    queue.push(place);
    return place.promise;
  };
  const giveBack = (workplace: Workplace) => {
    const next = queue.shift();
    if (next) next.resolve(workplace);
    else free.push(workplace);
  };

  return {
    process: async (bytes, { declaredType, edit }) => {
      acceptedFormat(bytes, { declaredType, accepted });
      const workplace = await take();
      try {
        return await workplace.make(bytes, edit ?? UNEDITED);
      } finally {
        giveBack(workplace);
      }
    },
    [Symbol.asyncDispose]: once(async () => {
      closed = true;
      for (const waiting of queue.splice(0)) {
        waiting.reject(new ImageWorkerDied(STOPPING));
      }
      await Promise.all(workplaces.map((workplace) => workplace.close()));
    }),
  };
}
