import type { ProviderRules } from "../simulator/rule";
import { rules as aws } from "./aws";
import { rules as random } from "./random";
import { rules as snowflake } from "./snowflake";
import { rules as time } from "./time";

/** Every provider whose behaviour the rehearsal knows beyond its schema. */
export const allRules: readonly ProviderRules[] = [aws, random, snowflake, time].flat();
