module.exports = { displayName: 'transports', preset: '../../jest.preset.js', testMatch: ['**/*.transport.spec.ts'] };
