import { commented, type Commented } from "../yaml";

/** The actions that workflows use, each pinned to the commit of a release: a tag can be moved. */
const ACTIONS = {
  checkout: ["actions/checkout", "11bd71901bbe5b1630ceea73d27597364c9af683", "v4.2.2"],
  setupNode: ["actions/setup-node", "49933ea5288caeca8642d1e84afbd3f7d6820020", "v4.4.0"],
  setupTerraform: ["hashicorp/setup-terraform", "b9cd54a3c349d3f38e8881555d616ced269862dd", "v3.1.2"],
  uploadArtifact: ["actions/upload-artifact", "ea165f8d65b6e75b540449e92b4886f43607fa02", "v4.6.2"],
  downloadArtifact: ["actions/download-artifact", "d3f86a106a0bac45b974a628896c90dbdf5c8093", "v4.3.0"],
  cache: ["actions/cache", "0057852bfaa89a56745cba8c7296529d2fc39830", "v4.3.0"],
  aws: ["aws-actions/configure-aws-credentials", "b47578312673ae6fa5b5096b330d9fbac3d116df", "v4.2.1"],
  google: ["google-github-actions/auth", "ba79af03959ebeac9769e648f473a284504d9193", "v2.1.10"],
} as const;

export type ActionName = keyof typeof ACTIONS;

/** The value of `uses`, with the release in a comment, where dependency updates read it. */
export function action(name: ActionName): Commented {
  const [repository, commit, version] = ACTIONS[name];
  return commented(version, `${repository}@${commit}`);
}
