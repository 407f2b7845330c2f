import { part } from "./part";

/** How a translator reads the points of metrics, up to 1,000 in a call. */
export const POINTS = [
  part(
    "isPlainPoint",
    // Most points are like this. It asks no more than what readMetric would, but all of it at once: a third of the time.
    String.raw`
function isPlainPoint(point) {
  if (point === null || typeof point.key !== "string" || !PLAIN_KEY.test(point.key)) return false;
  if (typeof point.value !== "number" || point.value - point.value !== 0) return false;
  let fields = 2;
  if (point.timestamp !== undefined) {
    if (!Number.isSafeInteger(point.timestamp) || point.timestamp < 1e11) return false;
    fields++;
  }
  if (point.step !== undefined) {
    if (!Number.isSafeInteger(point.step)) return false;
    fields++;
  }
  for (const name in point) fields--;
  return fields === 0;
}`,
  ),
  part(
    "plainPoint",
    String.raw`
function plainPoint(point) {
  const timestamp = point.timestamp === undefined ? statementTime : String(point.timestamp);
  const target = { key: point.key, value: point.value, timestamp: timestamp };
  if (point.step !== undefined) target.step = String(point.step);
  return target;
}`,
  ),
  part(
    "distinctPoints",
    // MLflow's primary key of a point is all of this: of two equal points it keeps one, and reports nothing.
    String.raw`
function distinctPoints(points, options) {
  if (isGiven(options.merge) && bool("OPTIONS.merge", options.merge)) return;
  const elsewhere = isGiven(options.equal_points) ? int64("OPTIONS.equal_points", options.equal_points, 0) : "0";
  if (elsewhere !== "0") fail("METRICS", "belong to a statement with " + elsewhere + " points that equal another one" + MERGING);
  if (points === undefined) return;
  const places = new Set(points.map(function (point) { return point.key + point.timestamp + (point.step || 0); }));
  if (places.size === points.length) return;
  const last = Object.create(null);
  const before = [];
  for (let i = 0; i < points.length; i++) {
    const point = points[i];
    const id = point.key + "|" + point.timestamp + "|" + (point.step || 0);
    before[i] = last[id];
    for (let j = last[id]; j !== undefined; j = before[j]) {
      if (points[j].value === point.value) fail("METRICS[" + i + "]", "equals METRICS[" + j + "]" + MERGING);
    }
    last[id] = i;
  }
}
const MERGING = ": MLflow would keep one of them. Leave it out, or set OPTIONS.merge to TRUE";`,
  ),
];
