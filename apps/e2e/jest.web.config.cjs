module.exports = { displayName: 'web', preset: '../../jest.preset.js', testMatch: ['**/*.web.spec.ts'] };
