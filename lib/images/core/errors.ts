/** The file itself is at fault. The message is for people; trying again cannot help. */
export class ImageRefused extends Error {
  override readonly name = "ImageRefused";
}

/** The sandbox ended before it answered (deadline, memory, crash). Trying again may help. */
export class ImageWorkerDied extends Error {
  override readonly name = "ImageWorkerDied";
}
