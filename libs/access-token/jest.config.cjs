module.exports = { displayName: 'access-token', preset: '../../jest.preset.js' };
