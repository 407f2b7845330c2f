/** Purpose of an identity: `cdktf diff`, or `cdktf deploy` and `cdktf destroy`. */
export { CiPurpose as Purpose } from "../../core/ci-access/subjects";
