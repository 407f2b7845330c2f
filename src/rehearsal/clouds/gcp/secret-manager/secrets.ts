import type { Account } from "../../../simulator/account";
import { block, isSet, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import { fill, refuse } from "../../../simulator/writers";
import { findByName, nameIn } from "../ids";
import { projectNumber } from "../session";

/** How many versions a secret has had: no number is used twice. */
function counter(account: Account, secret: string): { versions: number } {
  return account.memory(`gcp:secret:${secret}`, () => ({ versions: 0 }));
}

/** @see https://cloud.google.com/secret-manager/docs/creating-and-accessing-secrets */
export const secretActs: Readonly<Record<string, Acts>> = {
  google_secret_manager_secret: {
    plan: ({ prior, planned, requireReplace }) => {
      const isAuto = (values: typeof planned) => isSet(block(values, "replication"), "auto");
      if (prior !== undefined && isAuto(prior) !== isAuto(planned)) requireReplace("replication");
    },
    // Its versions vanish with it, and their numbers begin again.
    delete: ({ account, prior }) => {
      const secret = String(prior.secret_id);
      for (const { type, id } of account.list("google_secret_manager_secret_version"))
        if (nameIn(id, "secrets") === secret) account.remove(type, id);
      counter(account, secret).versions = 0;
    },
  },
  google_secret_manager_secret_version: {
    check: ({ account, values }) => {
      const secret = String(values.secret);
      // The address of the request is made of it: a name alone leads nowhere.
      const found = secret.startsWith("projects/")
        ? findByName(account, "google_secret_manager_secret", secret)
        : undefined;
      if (found === undefined)
        refuse(
          `Error creating SecretVersion: googleapi: Error 404: Secret [projects/${projectNumber()}/secrets/${nameIn(secret, "secrets") ?? secret}] not found., notFound`,
          "secret",
        );
      if (text(values, "secret_data") === undefined && text(values, "secret_data_wo") === undefined)
        refuse(
          "Error creating SecretVersion: googleapi: Error 400: The secret version has no payload., badRequest",
          "secret_data",
        );
    },
    create: ({ account, values }) => {
      const secret = nameIn(String(values.secret), "secrets") ?? "";
      const count = counter(account, secret);
      count.versions += 1;
      values.name = `projects/${projectNumber()}/secrets/${secret}/versions/${count.versions}`;
      values.id = values.name;
      fill(values, { version: String(count.versions) });
    },
  },
};
