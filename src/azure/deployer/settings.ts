/** Who deploys, where that is part of the resources. */
export interface DeployerSettings {
  /**
   * Object ID of the identity that deploys: it owns the applications in Entra, and writes the scoring script of endpoints. Set it where one
   * identity plans and another one applies the plan, as in a pipeline: the output `deployer_object_ids` of `azure-ci` has it.
   * @default - the identity of the first deploy
   */
  readonly deployerObjectId?: string;
}
