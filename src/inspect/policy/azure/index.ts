export { azureRolesFor, GRAPH } from "./roles";
