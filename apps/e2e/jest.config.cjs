module.exports = { displayName: 'e2e', preset: '../../jest.preset.js', testMatch: ['**/*.e2e.spec.ts'] };
