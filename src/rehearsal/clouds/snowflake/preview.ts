import { CloudError, type DataSourceRule, type ResourceRule, type RuleContext } from "../../simulator/rule";
import { texts } from "./values";

// Source: pkg/provider/previewfeatures/preview_features.go and pkg/resources/common.go (PreviewFeature...Wrapper) of the
// provider: a preview type fails in every operation until its name is in preview_features_enabled.
function requireFeature(context: RuleContext, feature: string): void {
  if (texts(context.provider, "preview_features_enabled").includes(feature)) return;
  throw new CloudError(
    `${feature} is currently a preview feature, and must be enabled by adding ${feature} to ` +
      "`preview_features_enabled` in Terraform configuration.",
  );
}

/** A resource that works only when its preview feature is enabled in the provider's configuration. */
export function preview(rule: ResourceRule): ResourceRule {
  const feature = `${rule.type}_resource`;
  return {
    ...rule,
    create(context) {
      requireFeature(context, feature);
      rule.create?.(context);
    },
    read(context) {
      requireFeature(context, feature);
      rule.read?.(context);
    },
    update(context) {
      requireFeature(context, feature);
      rule.update?.(context);
    },
    delete(context) {
      requireFeature(context, feature);
      rule.delete?.(context);
    },
  };
}

/** A data source that works only when its preview feature is enabled in the provider's configuration. */
export function previewData(rule: DataSourceRule): DataSourceRule {
  return {
    ...rule,
    read(context) {
      requireFeature(context, `${rule.type}_datasource`);
      rule.read(context);
    },
  };
}
