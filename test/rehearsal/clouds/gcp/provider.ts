import { rules } from "../../../../src/rehearsal/clouds/gcp/rules";
import { Account } from "../../../../src/rehearsal/simulator/account";
import type { ProviderRules, Values } from "../../../../src/rehearsal/simulator/rule";
import { SimulatedCloud } from "../simulated";

export const PROJECT = "mlops-rehearsal";
export const NUMBER = "123456789012";
export const REGION = "europe-west1";

/** Every service that the configurations of these tests use. */
export const SERVICES = [
  ...["run", "sqladmin", "apigateway", "servicecontrol", "servicemanagement", "secretmanager", "artifactregistry"],
  ...["storage", "monitoring", "logging", "compute", "dns", "iap", "cloudkms", "billingbudgets"],
].map((name) => `${name}.googleapis.com`);

function rulesOf(source: string): ProviderRules {
  const found = rules.find((each) => each.source === source);
  if (found === undefined) throw new Error(`no rules of ${source}`);
  return found;
}

/** The simulated google or google-beta in this process. */
export class GoogleProvider extends SimulatedCloud {
  constructor(
    types: readonly string[],
    settings: Values = {},
    account?: Account,
    source: "google" | "google-beta" = "google",
  ) {
    super(rulesOf(`hashicorp/${source}`), types, settings, account);
  }

  /** Creates an object that must be taken. */
  public make(type: string, config: Values): void {
    const problems = [...this.problems(type, config), ...this.create(type, config)];
    if (problems.length > 0) throw new Error(`${type}: ${problems.join("; ")}`);
  }

  /** The same project with all services enabled. */
  public enabled(): this {
    for (const service of SERVICES)
      this.account.put("google_project_service", `${PROJECT}/${service}`, { project: PROJECT, service });
    return this;
  }
}
