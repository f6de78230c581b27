export { realtimeRoutes } from "./realtime.ts";
