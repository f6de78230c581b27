import { once } from "../../once.ts";
import { ImageWorkerDied } from "../core/errors.ts";
import { acceptedFormat } from "../core/accepted_format.ts";
import { isPictureFormat, type MediaFormat, PICTURE_FORMATS } from "../core/format.ts";
import { type PictureEdit, UNEDITED } from "../core/edit.ts";
import type { EngineName } from "../core/engine_names.ts";
import type { ImageVariant, ProcessedImage } from "../core/picture.ts";
import { openProcess } from "./process.ts";
import type { RenderTask } from "./sandbox.ts";
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
  /**
   * Makes AVIF files of a picture's `medium` and `large`, in a sandbox of their own: one picture at
   * a time. Rejects as `process` does.
   */
  makeAvifs(bytes: Uint8Array, edit: PictureEdit | null): Promise<ImageVariant[]>;
}

/** AVIF files take several times as long as all others together. */
const AVIF_TIMES = 3;

/** Opens a processor, which starts nothing before the first picture. */
export function openImageProcessor(options: ImageProcessorOptions = {}): ImageProcessor {
  const { workers = 2, deadlineMs = 20_000, memoryBytes = 1536 << 20, queueLength = 16 } = options;
  const { engine = "wasm" } = options;
  const accepted = (options.formats ?? PICTURE_FORMATS).filter(isPictureFormat);
  const openOne = options.sandbox === "worker" ? openThread : openProcess;
  const open = (task: RenderTask) => () => openOne({ memoryBytes, engine, task });
  const workplaces = Array.from(
    { length: workers },
    () => openWorkplace(open("files"), { deadlineMs }),
  );
  const avifs = openWorkplace(open("avif"), { deadlineMs: deadlineMs * AVIF_TIMES });
  let makesAvifs = false;
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
    makeAvifs: async (bytes, edit) => {
      if (makesAvifs) throw new ImageWorkerDied("Another picture is under way");
      makesAvifs = true;
      try {
        return (await avifs.make(bytes, edit ?? UNEDITED)).variants;
      } finally {
        makesAvifs = false;
      }
    },
    [Symbol.asyncDispose]: once(async () => {
      closed = true;
      for (const waiting of queue.splice(0)) {
        waiting.reject(new ImageWorkerDied(STOPPING));
      }
      await Promise.all([...workplaces, avifs].map((workplace) => workplace.close()));
    }),
  };
}
