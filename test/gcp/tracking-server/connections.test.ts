import { Size } from "../../../src/core";
import { connectionsPerWorker } from "../../../src/gcp/tracking-server/connections";
import { resolveServer } from "../../../src/gcp/tracking-server/defaults";
import type { ServerSettings } from "../../../src/gcp/tracking-server/settings";
import { UI_INSTANCES, UI_WORKERS } from "../../../src/gcp/tracking-server/connections";

const PARENT = 2;

const CASES: [Size, ServerSettings, number, boolean][] = [
  [Size.DEV, {}, 20, false],
  [Size.DEV, {}, 20, true],
  [Size.DEV, { maxInstances: 3 }, 20, false],
  [Size.DEV, { memoryMib: 2048, workers: 4 }, 60, true],
  [Size.PROD, {}, 80, false],
  [Size.PROD, {}, 80, true],
  [Size.PROD, { maxInstances: 20, workers: 4 }, 800, true],
];

test.each(CASES)(
  "the servers of %s with %j use no more than the database's %d connections, with a UI: %s",
  (size, settings, maxConnections, hasUi) => {
    const server = resolveServer(settings, size);
    const each = connectionsPerWorker(server, maxConnections, hasUi);
    const ofServers = server.maxInstances * (PARENT + server.workers * each);
    const ofUi = hasUi ? UI_INSTANCES * (PARENT + UI_WORKERS * each) : 0;
    expect(ofServers + ofUi).toBeLessThanOrEqual(maxConnections);
    expect(each).toBeGreaterThanOrEqual(4);
    expect(each % 2).toBe(0);
  },
);

test.each([
  [Size.DEV, 20, false, 8],
  [Size.DEV, 20, true, 4],
  [Size.PROD, 80, false, 8],
  [Size.PROD, 80, true, 6],
])("a worker of %s with a database of %d has, with a UI: %s, %d", (size, maxConnections, hasUi, expected) => {
  expect(connectionsPerWorker(resolveServer({}, size), maxConnections, hasUi)).toBe(expected);
});

test("a worker gets no more than its requests can use", () => {
  expect(connectionsPerWorker(resolveServer({}, Size.DEV), 800, false)).toBe(18);
  expect(connectionsPerWorker(resolveServer({ maxRequests: 3 }, Size.DEV), 800, false)).toBe(8);
  expect(connectionsPerWorker(resolveServer({ maxRequests: 5, workers: 2 }, Size.DEV), 800, false)).toBe(8);
});
