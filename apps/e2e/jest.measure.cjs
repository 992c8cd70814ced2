// What takes an hour: `nx run e2e:memory`.
module.exports = {
  displayName: 'e2e measured',
  preset: '../../jest.preset.js',
  testMatch: ['**/*.measure.ts'],
  testTimeout: 7_200_000,
};
