const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/** What a text counts: the minutes of an ISO 8601 duration such as PT5M or P1D, the number of an IPv4 address, or a number. */
export function measure(text: string): number {
  const [duration, days = "0", hours = "0", minutes = "0"] = DURATION.exec(text) ?? [];
  if (duration !== undefined) return Number(days) * 1440 + Number(hours) * 60 + Number(minutes);
  return text.split(".").length === 4 ? addressNumber(text) : Number(text);
}

/** The number of an IPv4 address. */
export function addressNumber(address: string | undefined): number {
  return (address ?? "").split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
