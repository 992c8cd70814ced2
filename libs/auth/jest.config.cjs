module.exports = { displayName: 'auth-lib', preset: '../../jest.preset.js', roots: ['<rootDir>/src'] };
