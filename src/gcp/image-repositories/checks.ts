import type { CheckTable, Row } from "../../core/checks";
import { shaped, that, type Rule } from "../../core/rules";
import type { ServerImages } from "../../mlflow";
import { IMAGE, IMAGE_REGISTRY } from "../../mlflow/server/checks";
import { isCloudRunImage, isGoogleRegistry } from "./registries";

/** What decides where images come from. */
export interface ImageSettings {
  readonly images?: ServerImages;
  readonly imageRegistry?: string;
}

/** An image that Cloud Run pulls. */
export const PULLED: Rule = that(
  (image) => isCloudRunImage(String(image)),
  "be in Artifact Registry, gcr.io or docker.io: Cloud Run pulls from no other registry",
  "Use <region>-docker.pkg.dev/<project>/<repository>/<image>:<tag>; a remote repository there fetches from other registries",
);

const GOOGLE: Rule = {
  ...shaped(
    /^/,
    "be in Artifact Registry: Cloud Run pulls from no other registry images under such names",
    "Use <region>-docker.pkg.dev/<project>/<repository>",
  ),
  holds: (registry) => isGoogleRegistry(`${String(registry)}/image`),
};

/** Requirements on the images of servers. */
export const IMAGE_ROWS: readonly Row<ImageSettings>[] = [
  { field: "images.mlflow", rule: IMAGE },
  { field: "images.mlflow", rule: PULLED },
  { field: "images.proxy", rule: IMAGE },
  { field: "images.proxy", rule: PULLED },
  { field: "imageRegistry", rule: IMAGE_REGISTRY },
  { field: "imageRegistry", rule: GOOGLE },
];

/** Requirements on the props of the repositories. */
export const IMAGES: CheckTable<ImageSettings> = { rows: IMAGE_ROWS };
