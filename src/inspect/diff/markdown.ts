import { code, fitting, plain, plural, section, shownValue } from "../plan/text";
import type { PinDifference, SettingDifference, Side, StackDifference } from "./diff";
import { isByDigest } from "./pins";

/** Alike on more resources than these, a difference is one of the whole environment. */
const FEW = 3;

/** How two environments differ, for a reader. */
export function diffMarkdown({ one, other, images, models, settings }: StackDifference): string {
  const header = `| | ${plain(one.name)} | ${plain(other.name)} |\n| --- | --- | --- |`;
  const table = (pins: readonly PinDifference[], show: (value: string) => string) =>
    pins.length === 0 ? [] : [header, ...pins.map((pin) => pinRow(pin, show))];
  const common = settings.filter(({ addresses }) => addresses.length > FEW);
  return fitting([
    `### ${plain(one.name)} and ${plain(other.name)}`,
    "",
    header,
    `| resources | ${one.resources} | ${other.resources} |`,
    `| package version | ${one.packageVersion ?? "unknown"} | ${other.packageVersion ?? "unknown"} |`,
    "",
    ...section(
      "Images",
      table(images, (image) => `${code(image)}${isByDigest(image) ? "" : " (not by digest)"}`),
    ),
    ...section("Models", table(models, code)),
    ...section("Settings", byAddress(settings.filter(({ addresses }) => addresses.length <= FEW))),
    ...section("Settings of many resources", common.map(commonLine)),
    ...section(`Only in ${plain(one.name)}`, onlyLines(one)),
    ...section(`Only in ${plain(other.name)}`, onlyLines(other)),
  ]);
}

function pinRow({ where, one, other }: PinDifference, show: (value: string) => string): string {
  const cell = (value: string | undefined) => (value === undefined ? "-" : show(value).replaceAll("|", "\\|"));
  return `| ${code(where)} | ${cell(one)} | ${one === other ? "the same" : cell(other)} |`;
}

function byAddress(settings: readonly SettingDifference[]): string[] {
  const addresses = [...new Set(settings.flatMap((each) => each.addresses))].sort();
  return addresses.flatMap((address) => [
    `- ${code(address)}`,
    ...settings
      .filter((each) => each.addresses.includes(address))
      .map(({ path, one, other }) => `  - ${code(path)}: ${shownValue(one)} → ${shownValue(other)}`),
  ]);
}

function commonLine({ addresses, path, one, other }: SettingDifference): string {
  return `- ${code(path)}: ${shownValue(one)} → ${shownValue(other)}, on ${plural(addresses.length, "resource")}`;
}

function onlyLines({ only }: Side): string[] {
  const types = new Map<string, string[]>();
  for (const address of only) {
    const type = address.split(".").slice(0, -1).join(".");
    types.set(type, [...(types.get(type) ?? []), address.slice(type.length + 1)]);
  }
  return [...types]
    .sort()
    .map(([type, names]) =>
      names.length > FEW ? `- ${names.length} × ${code(type)}` : `- ${code(type)}: ${names.map(code).join(", ")}`,
    );
}
