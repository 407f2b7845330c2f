import { checkSettings } from "../../src/core/checks";
import { CiSystem, Problems, type CiRepositorySettings } from "../../src/core";
import { CI_REPOSITORY } from "../../src/core/ci-access/checks";
import {
  AZURE_DEVOPS as AZURE_DEVOPS_ID,
  connectionsOf,
  ENTRA_ISSUER,
  ORGANIZATION as ORGANIZATION_ID,
  subjectOf,
  TENANT,
} from "../support/service-connections";
import { CiPurpose, ciSubjects, resolveCiRepository } from "../../src/core/ci-access/subjects";

const ORGANIZATION = "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef";
const { GITHUB, GITLAB, AZURE_DEVOPS } = CiSystem;
const ENTRA = { system: AZURE_DEVOPS, repository: "o/p", issuer: ENTRA_ISSUER };
const connections = (changed: Record<string, string>) => ({
  ...ENTRA,
  connectionSubjects: { a: subjectOf(1), ...changed },
});

function problemsOf(settings: Partial<CiRepositorySettings>): string[] {
  const problems = new Problems("x");
  checkSettings(problems, CI_REPOSITORY, settings as CiRepositorySettings);
  return problems.all.map(({ field, rule }) => `${field} ${rule}`);
}

test.each<[string, CiRepositorySettings]>([
  ["GitHub", { repository: "my-org/my-platform" }],
  [
    "GitHub with an enterprise's issuer",
    { repository: "o/r", issuer: "https://token.actions.githubusercontent.com/acme" },
  ],
  ["GitLab", { system: GITLAB, repository: "group/sub/project" }],
  ["a GitLab server", { system: GITLAB, repository: "g/p", issuer: "https://gitlab.example.com" }],
  ["a branch of its own for plans on GitLab", { system: GITLAB, repository: "g/p", planBranch: "staging" }],
  ["GitHub with the IDs of owner and repository", { repository: "my-org@123456/my-platform@456789" }],
  ["Azure DevOps", { system: AZURE_DEVOPS, repository: "org/My Project", issuer: ORGANIZATION }],
  ["Azure DevOps with Entra's issuer", { ...ENTRA, connectionSubjects: connectionsOf("azure-dev") }],
])("%s is accepted", (_what, settings) => {
  expect(problemsOf(settings)).toEqual([]);
});

test.each<[string, Partial<CiRepositorySettings>, RegExp]>([
  ["no repository", {}, /^repository must be set/],
  ["every repository of an owner", { repository: "my-org/*" }, /^repository must name exactly one, without wildcards/],
  [
    "one character left open",
    { repository: "my-org/platfor?" },
    /^repository must name exactly one, without wildcards/,
  ],
  [
    "an address",
    { repository: "https://github.com/o/r" },
    /^repository must be owner\/repository or owner@<id>\/repository@<id> on github/,
  ],
  [
    "the ID of the owner alone",
    { repository: "my-org@1/my-platform" },
    /^repository must be owner\/repository or owner@<id>/,
  ],
  ["a path of GitLab on GitHub", { repository: "group/sub/project" }, /^repository must be owner\/repository/],
  [
    "every branch",
    { system: GITLAB, repository: "g/p", branch: "*" },
    /^branch must name exactly one, without wildcards/,
  ],
  ["a ref", { system: GITLAB, repository: "g/p", branch: "a b" }, /^branch must be the name of a branch/],
  [
    "another system",
    { system: "jenkins" as CiSystem, repository: "o/r" },
    /^system must be one of github, gitlab, azure-devops/,
  ],
  [
    "GitLab's issuer on GitHub",
    { repository: "o/r", issuer: "https://gitlab.com" },
    /^issuer must be an issuer of github/,
  ],
  [
    "GitHub's issuer on GitLab",
    { system: GITLAB, repository: "g/p", issuer: "https://token.actions.githubusercontent.com" },
    /^issuer must be an issuer of gitlab/,
  ],
  [
    "GitHub's issuer on GitLab, with a port",
    { system: GITLAB, repository: "g/p", issuer: "https://token.actions.githubusercontent.com:443" },
    /^issuer must be an issuer of gitlab/,
  ],
  [
    "an enterprise's issuer on GitLab",
    { system: GITLAB, repository: "g/p", issuer: "https://token.actions.acme.ghe.com" },
    /^issuer must be an issuer of gitlab/,
  ],
  [
    "Entra's issuer on GitLab",
    { system: GITLAB, repository: "g/p", issuer: "https://login.microsoftonline.com/tenant/v2.0" },
    /^issuer must be an issuer of gitlab/,
  ],
  [
    "an issuer without TLS",
    { system: GITLAB, repository: "g/p", issuer: "http://gitlab.example.com" },
    /^issuer must be an/,
  ],
  [
    "every branch that plans",
    { system: GITLAB, repository: "g/p", planBranch: "feature-*" },
    /^planBranch must name exactly one, without wildcards/,
  ],
  [
    "the deployed branch as the one that plans",
    { system: GITLAB, repository: "g/p", branch: "trunk", planBranch: "trunk" },
    /^planBranch must be another branch than branch: plan and deploy would share a subject/,
  ],
  [
    "a branch that plans on GitHub",
    { repository: "o/r", planBranch: "staging" },
    /^planBranch must be omitted: only GitLab's subjects name a branch/,
  ],
  [
    "Entra's issuer of all tenants",
    { ...ENTRA, issuer: "https://login.microsoftonline.com/common/v2.0", connectionSubjects: undefined },
    /^issuer must be an issuer of azure-devops: https:\/\/login\.microsoftonline\.com\/<tenant ID>\/v2\.0/,
  ],
  [
    "Entra's older issuer",
    { ...ENTRA, issuer: "https://sts.windows.net/975f013f-7f24-47e8-a7d3-abc4752bf346/" },
    /^issuer must be an issuer of azure-devops/,
  ],
  ["Entra's issuer without the subjects", ENTRA, /^connectionSubjects must be set: a token that Entra issues/],
  [
    "subjects where names tell them",
    { ...ENTRA, issuer: ORGANIZATION, connectionSubjects: connectionsOf("azure-dev") },
    /^connectionSubjects must be omitted: only the service connections whose issuer is Entra/,
  ],
  [
    "every service connection",
    connections({ b: `/eid1/c/pub/t/${TENANT}/a/${AZURE_DEVOPS_ID}/sc/${ORGANIZATION_ID}/*` }),
    /^connectionSubjects\.b must be the subject of one service connection, without wildcards/,
  ],
  [
    "a subject of the older form",
    connections({ b: "sc://o/p/azure-dev" }),
    /^connectionSubjects\.b must be \/eid1\/c\/pub\/t\/<tenant>/,
  ],
  [
    "a subject that goes on",
    connections({ b: `${subjectOf(2)}/more` }),
    /^connectionSubjects\.b must be \/eid1\/c\/pub\/t\/<tenant>/,
  ],
  [
    "a subject of another tenant",
    connections({ b: subjectOf(2, { tenant: "AAAAAAAAAAAAAAAAAAAAAA" }) }),
    /^connectionSubjects\.b must be of the issuer's tenant: \/t\/PwFflyR_6Een06vEdSvzRg/,
  ],
  [
    "a subject of another application",
    connections({ b: subjectOf(2, { application: "AAAAAAAAAAAAAAAAAAAAAA" }) }),
    /^connectionSubjects\.b must be a subject of Azure DevOps: \/a\/rISbSSETf0KqFyZ8ppdXmA/,
  ],
  [
    "a subject of another organization",
    connections({ b: subjectOf(2, { organization: "99999999-89ab-4def-8123-456789abcdef" }) }),
    /^connectionSubjects must be of one organization/,
  ],
  ["two connections with one subject", connections({ b: subjectOf(1) }), /^connectionSubjects\.b must be unique/],
  [
    "Azure DevOps without an organization",
    { system: AZURE_DEVOPS, repository: "o/p" },
    /^issuer must be an issuer of azure-devops/,
  ],
])("%s is refused", (_what, settings, message) => {
  expect(problemsOf(settings)).toEqual([expect.stringMatching(message)]);
});

test.each<[string, CiRepositorySettings, string[], string[]]>([
  [
    "GitHub",
    { repository: "o/r", system: GITHUB },
    ["repo:o/r:environment:dev-plan", "repo:o/r:environment:dev-plan-main"],
    ["repo:o/r:environment:dev"],
  ],
  [
    "GitLab",
    { repository: "g/p", system: GITLAB },
    ["project_path:g/p:ref_type:branch:ref:main"],
    ["project_path:g/p:ref_type:branch:ref:main"],
  ],
  [
    "Azure DevOps",
    { repository: "o/p", system: AZURE_DEVOPS, issuer: ORGANIZATION },
    ["sc://o/p/dev-plan", "sc://o/p/dev-plan-main"],
    ["sc://o/p/dev"],
  ],
  [
    "GitLab with a branch that plans",
    { repository: "g/p", system: GITLAB, planBranch: "staging" },
    ["project_path:g/p:ref_type:branch:ref:staging", "project_path:g/p:ref_type:branch:ref:main"],
    ["project_path:g/p:ref_type:branch:ref:main"],
  ],
  ["Entra", { ...ENTRA, connectionSubjects: connectionsOf("dev") }, [subjectOf(1), subjectOf(2)], [subjectOf(3)]],
  [
    "a new repository of GitHub",
    { repository: "o@1/r@2" },
    ["repo:o@1/r@2:environment:dev-plan", "repo:o@1/r@2:environment:dev-plan-main"],
    ["repo:o@1/r@2:environment:dev"],
  ],
])("the subjects of %s name repository and environment as exactly as its tokens do", (_what, given, plan, deploy) => {
  const settings = resolveCiRepository(given);
  expect(ciSubjects(settings, "dev", CiPurpose.PLAN)).toEqual(plan);
  expect(ciSubjects(settings, "dev", CiPurpose.DEPLOY)).toEqual(deploy);
});
