module.exports = { displayName: 'service-card', preset: '../../jest.preset.js' };
