import type { StackJson } from "../../inspect/stack";

interface Commented {
  "//"?: { readonly metadata?: { readonly path?: string } };
}

const ADDRESS = /\b[a-z]\w*_\w+\.[\w-]+/g;

/**
 * The construct paths of resources and data sources.
 *
 * cdktf looks for each address of a stack in each line that Terraform prints, to add its path: for a platform of 230 resources
 * that was a third of a deploy's time. The configuration that is deployed therefore holds no paths, and they are added here, by one
 * look a line.
 */
export class ConstructPaths {
  private readonly byAddress = new Map<string, string>();

  /** Removes the comments of a configuration's blocks and remembers their paths. */
  public takeOutOf({ resource = {}, data = {} }: StackJson): void {
    for (const blocks of [resource, data]) {
      for (const [type, byName] of Object.entries(blocks)) {
        for (const [name, block] of Object.entries(byName as Record<string, Commented>)) {
          const path = block["//"]?.metadata?.path;
          // The first id is the stack's.
          if (path !== undefined) this.byAddress.set(`${type}.${name}`, path.slice(path.indexOf("/") + 1));
          delete block["//"];
        }
      }
    }
  }

  /** A line with the construct path behind the first address in it, as cdktf prints it. */
  public addTo(line: string): string {
    const address = line.match(ADDRESS)?.find((each) => this.byAddress.has(each));
    return address === undefined ? line : line.replace(address, `${address} (${this.byAddress.get(address)})`);
  }
}
