export { acceptedFormats } from "./new_media.ts";
export { mediaRoutes } from "./media.ts";
export { pictureRoutes } from "./pictures.ts";
export { storageRoutes } from "./storage.ts";
