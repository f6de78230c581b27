export { clientRoutes } from "./client.ts";
export { embeddedStorageRoutes } from "./embedded_storage.ts";
export { limitRoutes } from "./limit.ts";
export { operationRoutes } from "./operations.ts";
