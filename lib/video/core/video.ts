/** The formats of videos that are processed. */
export type VideoFormat = "MP4" | "MOV" | "WEBM";

/** A file made from a video, without metadata. Width and height are those after rotation. */
export interface VideoFile {
  /** `video` has at most 720 lines if the server can transcode; `video_1080` has more. */
  name: "video" | "video_1080";
  path: string;
  width: number;
  height: number;
  contentType: string;
  bytes: number;
}

/** A playlist and its segments (CMAF), all in one folder, which refer to each other by file name. */
export interface HlsFiles {
  folder: string;
  /** The file name of the playlist that names the others. */
  playlist: string;
  /** All files, the playlists too. A path is relative to the folder. */
  files: readonly { path: string; contentType: string; bytes: number }[];
}

/** All data and files made from one video. `width` and `height` are those after rotation. */
export interface ProcessedVideo {
  format: VideoFormat;
  width: number;
  height: number;
  durationMs: number;
  hasAudio: boolean;
  /** The instant in ISO 8601, UTC. Only if the file tells the camera's time zone. */
  takenAt?: string;
  camera?: string;
  files: VideoFile[];
  /** Only above 60 s, and only if the server can transcode. */
  hls?: HlsFiles;
  /** A picture for the picture pipeline; null if the server has no decoder of videos. */
  poster: Uint8Array<ArrayBuffer> | null;
}

/** Options of one video. */
export interface ProcessOptions {
  /** An existing folder of the caller. All files are made in a new folder inside of it. */
  folder: string;
  declaredType: string;
  /** Ends all work at once. The promise then rejects with the signal's reason. */
  signal: AbortSignal;
  /** Is called with the finished share (0 to 1) of the work, which only grows. */
  onProgress(share: number): void;
}

/** Makes files from uploaded videos, isolated from the server. */
export interface VideoProcessor extends AsyncDisposable {
  /** Whether FFmpeg is there. If it is not, only videos that browsers play are accepted. */
  readonly canTranscode: boolean;
  /**
   * Makes the files of the video at `path`, which stays as it is. After a failure nothing is left
   * in `folder`. Rejects with `VideoRefused` (the file's fault) or `VideoWorkerDied` (try again).
   */
  process(path: string, options: ProcessOptions): Promise<ProcessedVideo>;
  /**
   * Makes an MP4 of an animated GIF. Returns null if the MP4 is not smaller, or if the server
   * cannot transcode. Fails as `process` does.
   */
  convertGif(
    path: string,
    options: Pick<ProcessOptions, "folder" | "signal">,
  ): Promise<VideoFile | null>;
}

/** Options of a video processor. */
export interface VideoProcessorOptions {
  /** The FFmpeg program. Without it, `ffmpeg` is sought on the search path; null seeks none. */
  ffmpegPath?: string | null;
  /** `worker` (a thread) is for platforms that cannot start processes; it cannot transcode. */
  sandbox: "process" | "worker";
  /** The longest video. */
  maxSeconds: number;
  /** The largest file (200 MB). */
  maxBytes?: number;
}
