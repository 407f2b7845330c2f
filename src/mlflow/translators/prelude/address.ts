import { part } from "./part";

/** How a translator writes the URL of a request. */
export const ADDRESS = [
  part(
    "percentEncoded",
    // All but the unreserved characters of RFC 3986: encodeURIComponent leaves these five, which AWS's signature encodes.
    String.raw`
function percentEncoded(value) {
  return encodeURIComponent(value).replace(/[!'()*]/g, function (c) { return "%" + c.charCodeAt(0).toString(16).toUpperCase(); });
}`,
  ),
  part(
    "segment",
    // The method proxy refuses these paths: a gateway may decode %2F, and a dot segment names another path.
    String.raw`
function segment(field, value) {
  if (/[\/\\]/.test(value)) fail(field, "is part of the address and must not hold / or \\", value);
  if (value === "" || value === "." || value === "..") fail(field, "is part of the address and must not be \"" + value + "\"");
  return percentEncoded(value);
}`,
  ),
  part(
    "queryOf",
    String.raw`
function queryOf(values) {
  const pairs = [];
  Object.keys(values).forEach(function (name) {
    [].concat(values[name]).forEach(function (value) { pairs.push(percentEncoded(name) + "=" + percentEncoded(String(value))); });
  });
  return pairs.length === 0 ? "" : "?" + pairs.join("&");
}`,
  ),
  part(
    "addressed",
    String.raw`
function addressed(suffix) {
  const length = String(EVENT.serviceUrl || "").length + suffix.length;
  if (length > MAX_URL) fail("the address", "has " + length + " characters: the gateway takes at most " + MAX_URL);
  return suffix;
}`,
  ),
  part(
    "nameFilter",
    // MLflow's filter strings have no escape: a name stands in the kind of quotes that it does not hold.
    String.raw`
function nameFilter(field, value) {
  if (value.indexOf("'") < 0) return "name = '" + value + "'";
  if (value.indexOf('"') < 0) return 'name = "' + value + '"';
  return fail(field, "holds both kinds of quotes: MLflow's search cannot express it");
}`,
  ),
];
