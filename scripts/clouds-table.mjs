// The table of the README that sets the clouds side by side. Costs come from the synthesized stacks; the other cells are what
// docs/<cloud>.md explains.

/** Column, and what stands in each row. */
const CLOUDS = {
  aws: {
    title: "AWS",
    gateway: "API Gateway (REST), IAM authorization",
    servers: "Fargate, private",
    database: "RDS for PostgreSQL, or Aurora",
    artifacts: "S3",
    trust: "a role with an external ID",
    hand: "none",
    scale: "no",
    call: "29 s",
    ui: "load balancer with OIDC",
    models: "SageMaker",
  },
  azure: {
    title: "Azure",
    gateway: "API Management",
    servers: "Container Apps, with a key or private",
    database: "flexible server",
    artifacts: "Blob Storage",
    trust: "an Entra application",
    hand: "an administrator consents",
    scale: "dev",
    call: "30 to 60 s",
    ui: "Entra sign-in",
    models: "Azure ML",
  },
  gcp: {
    title: "Google Cloud",
    gateway: "API Gateway",
    servers: "Cloud Run, by IAM alone",
    database: "Cloud SQL",
    artifacts: "Cloud Storage",
    trust: "a service account as issuer",
    hand: "none",
    scale: "dev",
    call: "up to 300 s",
    ui: "Identity-Aware Proxy",
    models: "Cloud Run or Vertex AI",
  },
};

const ROWS = {
  gateway: "gateway",
  servers: "MLflow",
  database: "PostgreSQL",
  artifacts: "artifacts",
  trust: "admits Snowflake by",
  hand: "steps by hand",
  scale: "scales to zero",
  call: "longest call",
  ui: "UI access",
  models: "models that SQL scores",
};

/**
 * @param idle dollars a month of a stack: `aws-dev`
 * @param resources how many resources a stack has
 */
export function cloudsTable(idle, resources) {
  const clouds = Object.entries(CLOUDS);
  const line = (title, cell) => `| ${title} | ${clouds.map(cell).join(" | ")} |`;
  return [
    line("", ([, { title }]) => title),
    line("---", () => "---"),
    ...Object.entries(ROWS).map(([row, title]) => line(title, ([, cells]) => cells[row])),
    line("resources, dev / prod", ([name]) => `${resources(`${name}-dev`)} / ${resources(`${name}-prod`)}`),
    line(
      "idle a month, dev / prod",
      ([name]) => `$${idle(`${name}-dev`).toFixed(2)} / $${idle(`${name}-prod`).toFixed(2)}`,
    ),
  ].join("\n");
}
