/** Path of an endpoint's route on the gateway. */
export function scoringPath(name: string): string {
  return `score/${name}`;
}
