import type { Construct } from "constructs";
import { asChecked } from "../core/checks";

/** The construct that monitors a platform on one cloud. */
interface ObservabilityClass<P, O> {
  /** Whether these settings create any resource. */
  isWanted(props: P): boolean;
  new (scope: Construct, id: string, props: P): O;
}

/** The components of a platform that have metrics; those that existed already have none. */
interface Monitored<G, S, D> {
  readonly gateway: { readonly metrics: G };
  readonly trackingServer?: { readonly metrics: S };
  readonly backendStore?: { readonly metrics?: D };
}

/** The metrics of a platform's components. */
export function metricsOf<G, S, D>({ gateway, trackingServer, backendStore }: Monitored<G, S, D>) {
  return { gateway: gateway.metrics, servers: trackingServer?.metrics, database: backendStore?.metrics };
}

/** What monitors a platform; undefined when its settings create nothing. */
export function makeObservability<P extends object, O>(
  platform: Construct,
  Observability: ObservabilityClass<P, O>,
  props: P,
): O | undefined {
  return Observability.isWanted(props) ? new Observability(platform, "Observability", asChecked(props)) : undefined;
}

/** Whether the settings send notifications. */
export function hasNotifications({ alarms, budget }: { readonly alarms: boolean; readonly budget?: object }): boolean {
  return alarms || budget !== undefined;
}
