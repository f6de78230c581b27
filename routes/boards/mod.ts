import type { Api } from "../http/api.ts";
import { boardRoutes } from "./boards.ts";
import { boardPinRoutes } from "./pins.ts";
import { boardCollaboratorRoutes } from "./collaborators.ts";

/** Boards, their pins and their collaborators. */
export function boardsRoutes(api: Api): void {
  boardRoutes(api);
  boardPinRoutes(api);
  boardCollaboratorRoutes(api);
}
