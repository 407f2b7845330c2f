import { overlap, parseCidr, subnetCidr, type Cidr } from "../../src/core/cidr";

const cidr = (text: string): Cidr => {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`${text} was not read`);
  return parsed;
};

test.each(["10.0.0.0/33", "10.0.0.256/32", "10.0.0/24", "10.0.0.1/24", "::/0", "10.0.0.0", ""])(
  "%p is no network",
  (text) => expect(parseCidr(text)).toBeUndefined(),
);

test("the equal parts of a network follow each other, above the middle of the address space too", () => {
  expect([0, 1, 15].map((index) => subnetCidr(cidr("10.40.0.0/16"), 4, index))).toEqual([
    "10.40.0.0/20",
    "10.40.16.0/20",
    "10.40.240.0/20",
  ]);
  expect(subnetCidr(cidr("192.168.0.0/16"), 8, 255)).toBe("192.168.255.0/24");
});

test.each([
  ["10.0.0.0/8", "10.255.0.0/16", true],
  ["10.255.0.0/16", "10.0.0.0/8", true],
  ["10.0.0.0/16", "10.1.0.0/16", false],
  ["192.168.0.0/16", "10.0.0.0/8", false],
  ["0.0.0.0/0", "192.168.0.0/16", true],
])("%s and %s have an address in common: %p", (one, other, expected) => {
  expect(overlap(cidr(one), cidr(other))).toBe(expected);
});
