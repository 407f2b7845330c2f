import { flag } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { fill, refuse } from "../../../simulator/writers";
import { agentOf, madeAgents } from "../iam/agents";
import { all } from "../ids";
import { isOwnProject, projectOf } from "../session";
import dependents from "./dependents.json";
import { leftEnabled, needEnabled } from "./enabled";
import apis from "./apis.json";

/** Services that other enabled ones need. */
const DEPENDENTS: Readonly<Record<string, readonly string[] | undefined>> = dependents;
const KNOWN = new Set([...Object.values(apis).flat(), ...Object.keys(dependents), ...Object.values(dependents).flat()]);

/** @see https://cloud.google.com/service-usage/docs/enable-disable */
export const serviceActs: Readonly<Record<string, Acts>> = {
  google_project_service: {
    plan: ({ account, prior, planned }) => {
      const name = String(planned.project).replace(/^projects\//, "");
      if (prior !== undefined && isOwnProject(account, name)) planned.project = prior.project ?? null;
    },
    check: ({ values }) => {
      const service = String(values.service);
      if (!KNOWN.has(service))
        refuse(
          `Error when reading or editing Project Service: googleapi: Error 403: Not found or permission denied for service(s): ${service}., forbidden (the rehearsal knows no service of this name)`,
          "service",
        );
    },
    create: ({ account, values }) => {
      values.project = projectOf(account);
      const left = leftEnabled(account);
      if (left.includes(String(values.service))) left.splice(left.indexOf(String(values.service)), 1);
    },
    delete: ({ account, prior }) => {
      const service = String(prior.service);
      if (flag(prior, "disable_on_destroy") === false) {
        leftEnabled(account).push(service);
        return;
      }
      const enabled = all(account, "google_project_service").map((each) => String(each.service));
      const using = (DEPENDENTS[service] ?? []).filter((each) => enabled.includes(each));
      if (using.length > 0 && flag(prior, "disable_dependent_services") !== true)
        refuse(
          `Error disabling service "${service}" for project "${projectOf(account)}": failed precondition: the services ${using.join(", ")} depend on it. Please specify disable_dependent_services=true if you want to proceed with disabling all services.`,
        );
    },
  },
  google_project_service_identity: {
    check: ({ account, values }) => needEnabled(account, String(values.service)),
    create: ({ account, values }) => {
      const service = String(values.service);
      const email = agentOf(service);
      if (email === undefined)
        refuse(
          `Error creating Service Identity: googleapi: Error 400: the rehearsal knows no agent of ${service}`,
          "service",
        );
      if (!madeAgents(account).includes(service)) madeAgents(account).push(service);
      fill(values, { email, member: `serviceAccount:${email}` });
    },
  },
};
