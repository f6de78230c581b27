/** The file itself is at fault. The message is for people; a retry cannot help. */
export class ImageRefused extends Error {
  override readonly name = "ImageRefused";
}

/** The sandbox ended before it replied (deadline, memory, crash). A retry may help. */
export class ImageWorkerDied extends Error {
  override readonly name = "ImageWorkerDied";
}
