import type { CheckTable } from "../../core/checks";
import { different, that, unique, type Rule } from "../../core/rules";
import { componentTable } from "../component-checks";
import { MEMBER } from "../rules";
import type { UiSettings } from "./settings";

/** The public, as Google Cloud names it. */
const PUBLIC = /^all(Authenticated)?Users$/i;

const NOT_PUBLIC = that(
  (member) => !PUBLIC.test(String(member)),
  "be people, groups or programs: everyone could read and change all runs and models",
  'Use for example "group:ml-team@example.com" or "domain:example.com"',
);

const lower = (member: unknown): string => String(member).toLowerCase();

/** Google Cloud does not distinguish cases. */
const UNIQUE: Rule = {
  ...unique(),
  holds: (member, before = []) => !before.map(lower).includes(lower(member)),
};

/** Requirements on the settings of the UI. */
export const UI: CheckTable<UiSettings> = {
  rows: [
    { field: "members", rule: different(1, "without a member nobody may sign in"), synthesis: "items" },
    { field: "members", rule: NOT_PUBLIC, each: true },
    {
      field: "members",
      // The public is reported by its own row.
      rule: { ...MEMBER, holds: (member) => MEMBER.holds(member) || PUBLIC.test(String(member)) },
      each: true,
    },
    { field: "members", rule: UNIQUE, each: true },
  ],
};

/** What the UI needs when it is used alone. */
export const UI_ACCESS = componentTable(UI);
