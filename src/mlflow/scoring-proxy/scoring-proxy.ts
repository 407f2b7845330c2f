import type { SnowflakeAccountIdentity } from "../../snowflake";
import { ACCOUNT_VARIABLE, REGION_VARIABLE } from "../proxy/admission";
import { proxySettings } from "../proxy/defaults";
import type { ContainerSpec } from "../server/container-spec";
import { PROXY_COMMAND, PROXY_VARIABLE } from "../server/proxy-command";
import { scoringConfiguration } from "./configuration";
import type { ScoringProxyProps } from "./settings";

export interface ScoringContainerProps extends ScoringProxyProps {
  /** Image with Caddy. */
  readonly image: string;
  /** The only Snowflake account that is admitted. */
  readonly snowflakeAccount: SnowflakeAccountIdentity;
}

/**
 * The proxy between the gateway and scoring servers, as a stock container: Caddy with this configuration.
 *
 * It serves `POST` of one path for functions of one Snowflake account, limits the body, and chooses a server for each call by weight. Each
 * error of a server becomes one of `SCORING_ERRORS`: nothing that a model wrote reaches Snowflake. `GET /health` is the proxy's own.
 * @see https://caddyserver.com/docs/json/
 */
export class ScoringProxy {
  /** Port of the proxy, which alone is open to the gateway. */
  public static readonly PORT: number = proxySettings().listenPort;
  /** Port of the first server; each further one has the next. */
  public static readonly FIRST_SERVER_PORT: number = 5001;

  /** Caddy's configuration as JSON text. */
  public static render(props: ScoringProxyProps): string {
    return JSON.stringify(scoringConfiguration(props, ScoringProxy.PORT));
  }

  /** The container. */
  public static container(props: ScoringContainerProps): ContainerSpec {
    const { image, snowflakeAccount } = props;
    return {
      name: "proxy",
      image,
      command: PROXY_COMMAND,
      environment: {
        [PROXY_VARIABLE]: ScoringProxy.render(props),
        [ACCOUNT_VARIABLE]: snowflakeAccount.account,
        [REGION_VARIABLE]: snowflakeAccount.region,
      },
      secrets: [],
      port: ScoringProxy.PORT,
    };
  }
}
