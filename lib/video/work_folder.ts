import { join } from "node:path";

/** A private folder for the work on one video. */
export interface WorkFolder {
  path: string;
  /** Brings a file into the folder, and returns its name there. */
  bring(path: string): Promise<string>;
  /** Deletes the folder with everything in it. */
  remove(): Promise<void>;
}

const INPUT = "input";

/** Makes a folder inside of `parent`. Only the account `uid` may enter it, or ours if null. */
export async function openWorkFolder(parent: string, uid: number | null): Promise<WorkFolder> {
  const path = await Deno.makeTempDir({ dir: parent, prefix: "video-" });
  if (uid !== null) await Deno.chown(path, uid, uid);
  return {
    path,
    bring: async (source) => {
      const input = join(path, INPUT);
      // Both folders may be on different disks.
      await Deno.link(source, input).catch(() => Deno.copyFile(source, input));
      // Only accounts that may enter one of the folders reach the file.
      if (uid !== null) await Deno.chmod(input, 0o644);
      return INPUT;
    },
    remove: () => Deno.remove(path, { recursive: true }),
  };
}
