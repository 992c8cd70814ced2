// Who may import whom is said by tags, so every project has one of each kind, and no rule is for all.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const kinds = ['type', 'scope', 'platform'];

/** What is wrong with the tags of the projects below a root and with the rules over them; empty where nothing is. */
function tagFaults(root, depConstraints) {
  const projects = ['apps', 'libs']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name, 'project.json')))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, tags: JSON.parse(readFileSync(path, 'utf8')).tags ?? [] }));
  const untagged = projects.flatMap(({ path, tags }) =>
    kinds
      .filter((kind) => tags.filter((tag) => tag.startsWith(`${kind}:`)).length !== 1)
      .map((kind) => `${path}: needs exactly one ${kind}: tag`),
  );
  const catchAll = JSON.stringify(depConstraints).includes('"*"') ? ['a dependency rule with * allows everything'] : [];
  const types = new Set(depConstraints.map(({ sourceTag }) => sourceTag));
  const unruled = projects
    .flatMap(({ path, tags }) => tags.filter((tag) => tag.startsWith('type:')).map((tag) => ({ path, tag })))
    .filter(({ tag }) => !types.has(tag))
    .map(({ path, tag }) => `${path}: no dependency rule is for ${tag}`);
  return [...untagged, ...catchAll, ...unruled];
}

module.exports = { tagFaults };
