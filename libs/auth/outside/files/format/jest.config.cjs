// What `nest new` writes; for ES modules with what ts-jest asks for there.
const isEsm = require('./package.json').type === 'module';

module.exports = {
  moduleFileExtensions: ['js', 'json', 'ts'],
  testRegex: '.*\\.spec\\.ts$',
  testEnvironment: 'node',
  transform: { '^.+\\.(t|j)s$': ['ts-jest', { useESM: isEsm }] },
  ...(isEsm && {
    extensionsToTreatAsEsm: ['.ts'],
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    // Loaded before the tests: Jest lets CommonJS require an ES module, but none that is still being linked.
    setupFiles: ['@nestjs/core', '@nestjs/passport', '@nestjs/testing'],
  }),
};
