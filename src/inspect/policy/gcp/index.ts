export { gcpRolesFor } from "./roles";
