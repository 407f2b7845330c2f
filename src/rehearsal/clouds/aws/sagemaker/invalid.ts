import { refuse } from "../../../simulator/writers";

/** Refuses a request. */
export function invalid(message: string, attribute?: string): never {
  refuse(`ValidationException: ${message}`, attribute);
}
