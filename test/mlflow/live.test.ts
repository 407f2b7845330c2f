import { Live } from "./support/live";
import { documentedBehavior } from "./live/documented";
import { equalWrites } from "./live/equal-writes";
import { errorsAsChosen } from "./live/errors";
import { kedroSet } from "./live/kedro";
import { fastLogging, prepareLogging } from "./live/logging";
import { everyOperation } from "./live/operations";
import { pages } from "./live/pages";
import { valuesOnTheirWay } from "./live/values";
import { uiListener } from "./live/ui";
import { proceduresOverFunctions } from "./live/procedures";
import { readOnlyDatabase } from "./live/read-only";
import { retries } from "./live/retries";

/** One set of servers for all that needs a real MLflow; a part a file in live/. */
jest.setTimeout(30_000);
const live = new Live();
beforeAll(() => Promise.all([live.start(), prepareLogging()]), 300_000);
afterAll(() => live.stop(), 60_000);

describe("the operation", () => everyOperation(live));
describe("the kedro set", () => kedroSet(live));
describe("lists", () => pages(live));
describe("errors come back as the user chooses", () => errorsAsChosen(live));
describe("the procedures", () => proceduresOverFunctions(live));
describe("requests that Snowflake repeats", () => retries(live));
describe("the SQL text that logs the rows of a query", () => fastLogging(live));

describe("the documented behavior", () => documentedBehavior(live));
describe("a database", () => readOnlyDatabase(live));
describe("writes", () => equalWrites(live));

describe("values", () => valuesOnTheirWay(live));
describe("the UI listener", () => uiListener(live));

test("the processes differ from the containers in places and ports alone", () => {
  const kinds = live.running?.differences.map((difference) => difference.kind);
  expect(new Set(kinds)).toEqual(new Set(["database", "artifacts", "port", "path"]));
});
