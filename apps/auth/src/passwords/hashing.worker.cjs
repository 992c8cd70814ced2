// Runs in a thread of the hashing pool. An entry point of its own for a bundler; see password-hasher.ts for where it is looked for.
const { hashSync, verifySync } = require('@node-rs/argon2');

/** @param {{ password: string, hash?: string, parameters: import('@node-rs/argon2').Options }} task */
module.exports = ({ password, hash, parameters }) =>
  hash === undefined ? hashSync(password, parameters) : verifySync(hash, password);
