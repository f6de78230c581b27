/** A program of FFmpeg that can make all files of a video. */
export interface Ffmpeg {
  path: string;
  /** Whether it can show HDR videos on ordinary screens. */
  canToneMap: boolean;
  /** Programs in front of it: they take its rights away. */
  wrapper: readonly string[];
  /** The account of all work, if the server is root. */
  uid: number | null;
}

/** The account of FFmpeg if the server is root. Nobody else has it. */
const OWN_UID = 64_733;
/** The first version with the option `-fps_mode`. */
const VERSION_MIN = [5, 1];
const DEADLINE_MS = 30_000;

/** Prints the path, the banner with the version, the filters and the encoders. */
const ASK = `
  command -v "$1" || exit 127
  exec 2>&1
  "$1" -nostdin -filters </dev/null && "$1" -hide_banner -nostdin -encoders </dev/null || exit 126
  command -v setpriv >/dev/null && setpriv --no-new-privs --pdeathsig KILL true && echo CAN_SETPRIV
  unshare --net true && echo CAN_UNSHARE
  exit 0`;

/**
 * Finds FFmpeg: at `given`, or on the search path. Returns null if there is none, or none that can
 * do the work. Throws if the given one cannot.
 */
export async function findFfmpeg(given?: string): Promise<Ffmpeg | null> {
  if (Deno.build.os === "windows" && !given) return null;
  const { code, text } = await ask(given ?? "ffmpeg");
  const fault = faultOf(code, text);
  if (fault === null) {
    const canSetpriv = /^CAN_SETPRIV$/m.test(text);
    // Only root, and not in every container, may give it a network of its own, which is empty.
    const network = /^CAN_UNSHARE$/m.test(text) ? ["unshare", "--net"] : [];
    const uid = canSetpriv && Deno.uid() === 0 ? OWN_UID : null;
    return {
      path: text.split("\n")[0]!.trim(),
      canToneMap: hasWord(text, "zscale") && hasWord(text, "tonemap"),
      wrapper: [...network, ...canSetpriv ? wrapperFor(uid) : []],
      uid,
    };
  }
  if (given === undefined) return null;
  throw new Error(`FFMPEG_PATH cannot be used: ${fault}`);
}

async function ask(program: string): Promise<{ code: number; text: string }> {
  const { code, stdout } = await new Deno.Command("sh", {
    args: ["-c", ASK, "sh", program],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).output();
  return { code, text: new TextDecoder().decode(stdout) };
}

function faultOf(code: number, text: string): string | null {
  if (code !== 0) return code === 127 ? "there is no such program" : "it does not run";
  const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/m.exec(text) ?? [];
  // Builds from the source have no number; they are newer.
  const isOld = major !== undefined && Number(major) * 1000 + Number(minor) <
      VERSION_MIN[0]! * 1000 + VERSION_MIN[1]!;
  if (isOld) return `version ${VERSION_MIN.join(".")} or newer is needed`;
  if (!/^ffmpeg version /m.test(text)) return "it is not FFmpeg";
  const missing = ["libx264", "aac", "scale", "split"].filter((name) => !hasWord(text, name));
  return missing.length > 0 ? `it lacks ${missing.join(", ")}` : null;
}

/** Filters and encoders stand in the second column. */
function hasWord(text: string, name: string): boolean {
  return new RegExp(`^ *\\S+ ${name} `, "m").test(text);
}

function wrapperFor(uid: number | null): string[] {
  const account = uid === null ? [] : [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  // The kernel ends it with the server, so that nothing works on for a server that was killed.
  return ["setpriv", ...account, "--no-new-privs", "--pdeathsig", "KILL"];
}
