module.exports = { displayName: 'authorization', preset: '../../jest.preset.js' };
