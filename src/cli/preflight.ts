import { requireInstalled } from "../core/optional-packages";
import { cdktfCli, openProject } from "../rehearsal/deploy/project";

/**
 * Checks what every rehearsal needs, before anything is printed.
 * @throws MissingTool when the folder holds no CDKTF project; MissingPackages when a package is not installed
 */
export function requireRehearsal(project: string): void {
  cdktfCli(openProject(project));
  requireInstalled("@grpc/grpc-js", "@grpc/proto-loader");
}
