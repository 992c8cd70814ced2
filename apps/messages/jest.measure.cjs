// What takes minutes: `nx run messages:scale`, `messages:faults` and `messages:crash`.
module.exports = {
  displayName: 'messages measured',
  preset: '../../jest.preset.js',
  testMatch: ['**/*.measure.ts'],
  testTimeout: 3_600_000,
};
