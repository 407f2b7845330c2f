import type { Row } from "../core/checks";
import { that } from "../core/rules";
import { Size } from "../core/sizes";
import { Tokens } from "../core/tokens";

/** The settings of the alarm on the latency, and of the gateway that ends calls. */
interface LatencySettings {
  readonly size: Size;
  readonly gateway?: { readonly timeoutSeconds?: number };
  readonly observability?: { readonly thresholds?: { readonly latencySeconds?: number } };
}

/** What a cloud says about calls that take long. */
export interface CloudLatency<O> {
  /** Seconds after which the gateway ends a call, unless it has another timeout. */
  readonly timeoutSeconds: number;
  /** Longest timeout that a gateway can have; a threshold above it has a row of its own. */
  readonly longestTimeoutSeconds: number;
  /** The settings of the alarms with their defaults. */
  resolve(observability: O, size: Size): { readonly alarms: boolean; readonly thresholds: { latencySeconds: number } };
}

/** Rows that refuse an alarm on calls that last as long as the gateway lets none last: it could never notify. */
export function latencyRows<O extends object, S extends LatencySettings & { readonly observability?: O }>(
  cloud: CloudLatency<O>,
): readonly Row<S>[] {
  const resolved = ({ observability, size }: S) => cloud.resolve(observability ?? ({} as O), size);
  return [
    {
      field: "observability.thresholds.latencySeconds",
      rule: ({ gateway }) => {
        const timeout = gateway?.timeoutSeconds ?? cloud.timeoutSeconds;
        const reaches = (seconds: number) => seconds >= timeout && seconds < cloud.longestTimeoutSeconds;
        return that(
          (seconds) => Tokens.isUnresolved(timeout) || !reaches(Number(seconds)),
          `be below ${timeout}, the gateway's timeout: the gateway ends a call then`,
          "Use a smaller number, or a longer gateway.timeoutSeconds",
        );
      },
    },
    {
      field: "gateway.timeoutSeconds",
      rule: (settings) => {
        const { latencySeconds } = resolved(settings).thresholds;
        return that(
          (seconds) => !(Number(seconds) <= latencySeconds),
          `be above ${latencySeconds}, the latency of an alarm: the gateway would end a call before`,
          "Use a longer timeout, or a smaller observability.thresholds.latencySeconds",
        );
      },
      // An invalid size is reported by its own row, and has no defaults.
      when: (settings) =>
        Object.values(Size).includes(settings.size) &&
        settings.observability?.thresholds?.latencySeconds === undefined &&
        resolved(settings).alarms,
    },
  ];
}
