const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `Gatehouse needs Node 22.12 or newer, and this is ${process.versions.node}: run it through npm or npx after \`npm ci\`, which bring Node 24.\n`,
  );
  process.exit(1);
}
