import { rules as time } from "../../../../src/rehearsal/clouds/time";
import { skippedWaits } from "../../../../src/rehearsal/clouds/time/sleep";
import { runTrap, type Blocks, type TerraformConfig } from "../../traps/trap";

const rules = [time];

const stack = (resource: Blocks): TerraformConfig => ({
  terraform: { required_providers: { time: { source: "hashicorp/time" } } },
  provider: { time: [{}] },
  resource,
});

test("a sleep is not slept, and the account says so", async () => {
  const started = Date.now();
  const { accounts, changes, errors } = await runTrap({
    config: stack({ time_sleep: { iam: { create_duration: "10m" } } }),
    rules,
  });
  expect([errors, changes]).toEqual([[], {}]);
  expect(Date.now() - started).toBeLessThan(60_000);
  const [account] = accounts.values();
  expect(account && skippedWaits(account)).toEqual([{ when: "create", duration: "10m" }]);
}, 120_000);

test("sleeps of the same second keep the triggers of each", async () => {
  const sleep = (role: string) => ({ create_duration: "1s", triggers: { role } });
  const { changes, errors } = await runTrap({ config: stack({ time_sleep: { a: sleep("a"), b: sleep("b") } }), rules });
  expect([errors, changes]).toEqual([[], {}]);
}, 60_000);

test("a rotation that is due leaves the state, and what is kept stays", async () => {
  const { changes, errors, state } = await runTrap({
    config: stack({
      time_static: { given: { rfc3339: "2026-01-02T03:04:05Z" }, now: {} },
      time_rotating: {
        due: { rfc3339: "2024-02-29T00:00:00Z", rotation_years: 1 },
        later: { rotation_days: 30 },
      },
    }),
    rules,
  });
  expect(errors).toEqual([]);
  expect(changes).toEqual({ "time_rotating.due": "create" });
  const given = state.all("time_static").find(({ name }) => name === "given")?.attributes;
  expect(given).toMatchObject({ year: 2026, month: 1, day: 2, hour: 3, minute: 4, second: 5, unix: 1767323045 });
}, 60_000);

test("a sleep without a duration, or with one that is no duration, is refused", async () => {
  const { errorsAt } = await runTrap({
    config: stack({ time_sleep: { none: {}, words: { create_duration: "20 seconds" } } }),
    rules,
  });
  expect(errorsAt["time_sleep.none"]?.join()).toMatch(/At least one of create_duration and destroy_duration/);
  expect(errorsAt["time_sleep.words"]?.join()).toMatch(/must be a number immediately followed by ms, s, m or h/);
}, 60_000);
