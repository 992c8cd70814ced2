module.exports = { displayName: 'authorizer', preset: '../../jest.preset.js' };
