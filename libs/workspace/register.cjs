// Lets `node -r` run this workspace's TypeScript directly, with its path aliases and decorators.
const { join } = require('node:path');

process.env.SWC_NODE_PROJECT ??= join(__dirname, '../../tsconfig.base.json');
require('@swc-node/register');
require('../service/src/runtime');
