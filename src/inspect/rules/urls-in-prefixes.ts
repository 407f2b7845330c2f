import type { Problem, Rule } from "./rule";
import type { Integration, RuledStack } from "./ruled-stack";

// What only a deploy knows is a host name.
const PREFIX =
  /^(https:\/\/[^/]+|https:\/\/.*<known after the deploy: [^>]*>[^/]*|<known after the deploy: [^>]*>[^/]*)\//;

function prefixProblems({ block, prefixes }: Integration): Problem[] {
  return prefixes
    .filter((prefix) => !PREFIX.test(prefix))
    .map((prefix) => ({
      address: block.address,
      // Without the slash, https://example.com admits https://example.com.attacker.net as well.
      message: `an allowed prefix must begin with https:// and hold a whole host name with the slash after it. Got: ${prefix}`,
    }));
}

function urlProblems(stack: RuledStack, { prefixes, blockedPrefixes, functions }: Integration): Problem[] {
  return functions.flatMap(({ address, values }) => {
    const url = stack.text(values.url_of_proxy_and_resource);
    const isAllowed = prefixes.some((prefix) => url.startsWith(prefix));
    const isBlocked = blockedPrefixes.some((prefix) => url.startsWith(prefix));
    if (isAllowed && !isBlocked) return [];
    const message = isBlocked
      ? `the URL must not begin with a blocked prefix of its API integration. Got: ${url}`
      : `the URL must begin with an allowed prefix of its API integration (${prefixes.join(", ")}). Got: ${url}`;
    return [{ address, message }];
  });
}

export const urlsInPrefixes: Rule = {
  name: "urls-in-allowed-prefixes",
  requirement: "the URL of an external function lies inside the allowed prefixes of its API integration",
  problems: (stack) => stack.integrations.flatMap((each) => [...prefixProblems(each), ...urlProblems(stack, each)]),
};
