// CDKTF records the whole call stack of every token, for the message of a resolution that fails. Jest maps each frame to its source
// when it is recorded, which took more than half of the time of every synthesis: tests do without.
const stacks = require("cdktf/lib/tokens/private/stack-trace");

stacks.captureStackTrace = () => [];
