/** Bindings of optional resources. Each is loaded when its first resource is created. */
export const OptionalBindings = {};
