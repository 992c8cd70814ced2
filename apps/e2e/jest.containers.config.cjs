module.exports = { displayName: 'containers', preset: '../../jest.preset.js', testMatch: ['**/*.container.spec.ts'] };
