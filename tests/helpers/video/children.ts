/** A child process of this one. */
export interface Child {
  pid: number;
  command: string;
  status: string;
  limits: string;
  environment: string;
}

/** Returns the child processes whose arguments, or whose working folder, contain a text. */
export function childrenWith(text: string): Child[] {
  const read = (pid: string, file: string) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/${file}`);
    } catch {
      return "";
    }
  };
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name)).map((
    { name },
  ) => ({
    pid: Number(name),
    command: read(name, "cmdline"),
    status: read(name, "status"),
    limits: read(name, "limits"),
    environment: read(name, "environ"),
  })).filter(({ command, status, pid }) =>
    status.includes(`PPid:\t${Deno.pid}\n`) && (command.includes(text) || isIn(pid, text))
  );
}

function isIn(pid: number, text: string): boolean {
  try {
    return Deno.readLinkSync(`/proc/${pid}/cwd`).includes(text);
  } catch {
    return false;
  }
}
