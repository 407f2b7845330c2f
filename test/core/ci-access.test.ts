import { checkSettings } from "../../src/core/checks";
import { CiSystem, Problems, type CiRepositorySettings } from "../../src/core";
import { CI_REPOSITORY } from "../../src/core/ci-access/checks";
import { CiPurpose, ciSubjects, resolveCiRepository } from "../../src/core/ci-access/subjects";

const ORGANIZATION = "https://vstoken.dev.azure.com/01234567-89ab-cdef-0123-456789abcdef";
const { GITHUB, GITLAB, AZURE_DEVOPS } = CiSystem;

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
  ["Azure DevOps", { system: AZURE_DEVOPS, repository: "org/My Project", issuer: ORGANIZATION }],
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
  ["an address", { repository: "https://github.com/o/r" }, /^repository must be owner\/repository on github/],
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
])("the subjects of %s name repository and environment as exactly as its tokens do", (_what, given, plan, deploy) => {
  const settings = resolveCiRepository(given);
  expect(ciSubjects(settings, "dev", CiPurpose.PLAN)).toEqual(plan);
  expect(ciSubjects(settings, "dev", CiPurpose.DEPLOY)).toEqual(deploy);
});
