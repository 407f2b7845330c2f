import { Token } from "cdktf";
import type { Problems } from "../core";

/**
 * Notes a comment that cannot be changed later; internal to the package. Provider 2.11 writes a stage's comment into ALTER STAGE as it is,
 * so that an apostrophe ends it and a backslash begins an escape. One rule holds for all comments, whatever the object.
 */
export function checkComment(problems: Problems, comment: string | undefined): void {
  problems.check(
    comment === undefined || Token.isUnresolved(comment) || !/['\\]/.test(comment),
    "comment",
    comment,
    "a comment must hold no apostrophe and no backslash: the provider does not escape them when it alters a stage",
    "Leave them out",
  );
}
