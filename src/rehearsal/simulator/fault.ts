/** A call that may be made to fail. */
export interface FaultCall {
  readonly type: string;
  readonly action: "create" | "update" | "delete";
  /** The how-manieth call of this action on this type it is, from 1. */
  readonly count: number;
  /**
   * Tells the objects of a type apart: equal whenever the same object is tried again. Two resources with equal arguments have
   * the same one until they exist.
   */
  readonly object: string;
}

/** How a call fails. */
export interface FaultAnswer {
  /** What the cloud, or the connection, says. */
  readonly message: string;
  /**
   * True: the cloud did what was asked, and the provider gives up on what it does next: waiting, or reading the object. What was created
   * exists, the provider knows its id, and Terraform marks it as tainted.
   */
  readonly done: boolean;
}

/** Says how a call fails: a bare message refuses it before anything is done; undefined lets it pass. */
export type Fault = (call: FaultCall) => string | FaultAnswer | undefined;
