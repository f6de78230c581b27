/** The file itself is at fault. The message is for people; a retry cannot help. */
export class VideoRefused extends Error {
  override readonly name = "VideoRefused";
}

/** The work ended before it was done (deadline, memory, crash). A retry may help. */
export class VideoWorkerDied extends Error {
  override readonly name = "VideoWorkerDied";
}
