module.exports = { displayName: 'docs', preset: '../jest.preset.js', roots: ['<rootDir>/testing'] };
