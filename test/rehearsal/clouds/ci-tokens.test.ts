import { subjectOf } from "../../support/service-connections";
import { ciIntruders } from "../../../src/rehearsal/clouds/ci-tokens";

const ISSUERS = { issuer: "https://ci.test", audience: "https://audience.test" };

test.each([
  ["GitHub", "repo:o/r:environment:aws-dev", 9],
  ["GitLab", "project_path:g/p:ref_type:branch:ref:main", 7],
  ["Azure DevOps", "sc://org/project/aws-dev", 7],
  ["Azure DevOps with Entra's issuer", subjectOf(1), 10],
])("each intruder of %s differs from the trusted job in one thing", (_system, subject, least) => {
  const trust = { ...ISSUERS, subject };
  const intruders = ciIntruders(trust);
  expect(intruders.length).toBeGreaterThanOrEqual(least);
  for (const { who, token } of intruders) {
    const changed = (["issuer", "audience", "subject"] as const).filter((key) => token[key] !== trust[key]);
    expect([who, changed.length + (token.defect === undefined ? 0 : 1)]).toEqual([who, 1]);
  }
  expect(new Set(intruders.map(({ who }) => who)).size).toBe(intruders.length);
});
