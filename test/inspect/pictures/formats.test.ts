import { readFileSync } from "node:fs";
import { join } from "node:path";
import { criticalPathPicture, platformPicture, toMermaid, toSvg, type Picture } from "../../../src/inspect/pictures";
import { toDot } from "../../../src/inspect/pictures/dot";
import { awsDevStack, azureDevStack, gcpDevStack } from "../stack";

// The first test of the file synthesizes whole environments.
jest.setTimeout(120_000);

const REMEDY = "Run: npm run pictures";
const odd: Picture = {
  title: "a & b",
  legend: "",
  direction: "down",
  clusters: [
    {
      id: "x",
      title: 'say "x" #1',
      nodes: [
        { id: 'a"\\', title: "<i>&</i>", details: [], shape: "box", isMarked: false },
        { id: "end", title: "end", details: [], shape: "store", isMarked: true },
      ],
      clusters: [],
    },
  ],
  edges: [{ from: 'a"\\', to: "end", isMarked: true }],
};

test.each([
  ["aws-dev.svg", platformPicture, awsDevStack],
  ["aws-dev-critical-path.svg", criticalPathPicture, awsDevStack],
  ["azure-dev.svg", platformPicture, azureDevStack],
  ["azure-dev-critical-path.svg", criticalPathPicture, azureDevStack],
  ["gcp-dev.svg", platformPicture, gcpDevStack],
  ["gcp-dev-critical-path.svg", criticalPathPicture, gcpDevStack],
])("docs/images/%s is what the command draws", async (file, picture, stack) => {
  const kept = readFileSync(join(__dirname, "..", "..", "..", "docs", "images", file), "utf8");
  const drawn = await toSvg(picture(stack()));
  expect({ isCurrent: kept === drawn, remedy: REMEDY }).toEqual({ isCurrent: true, remedy: REMEDY });
});

test("the SVG brings its own background, so that it reads on light and dark pages", async () => {
  const svg = await toSvg(platformPicture(awsDevStack()));
  expect(svg).toMatch(/^<svg role="img"/);
  expect(svg).toMatch(/<polygon fill="#ffffff"/);
  expect(svg).not.toMatch(/<script|<!--/);
});

test("text stays in its shape in a font with wider letters: it is anchored at the middle of its node", async () => {
  const svg = await toSvg(platformPicture(awsDevStack()));
  const nodes = [...svg.matchAll(/<g id="node\d+" class="node">([\s\S]*?)<\/g>/g)].map(([, node]) => node ?? "");
  const shaped = nodes.filter((node) => /<(path|polygon)/.test(node));
  expect(shaped.length).toBeGreaterThan(15);
  for (const node of shaped) expect(node.match(/text-anchor="\w+"/g)).not.toContain('text-anchor="start"');
});

test("text is escaped in every format", async () => {
  expect(toDot(odd)).toContain(String.raw`"a\"\\" -> "end"`);
  const svg = await toSvg(odd);
  expect(svg).toContain("&lt;i&gt;&amp;&lt;/i&gt;");
  expect(svg).not.toContain("<i>");
  expect(toMermaid(odd)).toContain('["say #quot;x#quot; #35;1"]');
});

test("Mermaid's ids are none of its words, and every arrow joins two that are declared", () => {
  const text = toMermaid(platformPicture(awsDevStack()));
  const declared = new Set([...text.matchAll(/^\s*(?:subgraph )?([nc]\d+)[[(]/gm)].map((match) => match[1]));
  const arrows = [...text.matchAll(/^\s*(\w+) (?:==>|-->)(?:\|[^|]*\|)? (\w+)$/gm)];
  expect(arrows.length).toBe(platformPicture(awsDevStack()).edges.length);
  for (const [, from, to] of arrows) expect([declared.has(from), declared.has(to)]).toEqual([true, true]);
  expect(toMermaid(odd)).not.toMatch(/^\s*end\[/m);
});

test("an arrow to what the picture does not hold is an error", () => {
  expect(() => toMermaid({ ...odd, edges: [{ from: "nowhere", to: "end", isMarked: false }] })).toThrow("no nowhere");
});
