export { exportRoutes } from "./exports.ts";
