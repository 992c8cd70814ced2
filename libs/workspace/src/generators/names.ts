/** The words of a resource in every spelling that its code needs. */
export interface Names {
  /** `order-lines`: folder, files and scopes. */
  readonly name: string;
  /** `order-line`. */
  readonly singularName: string;
  /** `OrderLines`. */
  readonly plural: string;
  /** `OrderLine`. */
  readonly singular: string;
  /** `orderLines`. */
  readonly variable: string;
  /** `orderLine`. */
  readonly singularVariable: string;
  /** `order lines`. */
  readonly pluralWords: string;
  /** `order line`. */
  readonly singularWords: string;
  /** `order_line`. */
  readonly code: string;
  /** `A` or `An`. */
  readonly article: string;
  readonly lowerArticle: string;
}

/** The names of a resource; `name` is its plural in lower case, with hyphens between words. */
export function namesOf(name: string): Names {
  const singularName = singularOf(name);
  const singular = pascal(singularName);
  const article = /^[aeio]/.test(singularName) ? 'An' : 'A';
  return {
    name,
    singularName,
    plural: pascal(name),
    singular,
    variable: camel(name),
    singularVariable: camel(singularName),
    pluralWords: name.replaceAll('-', ' '),
    singularWords: singularName.replaceAll('-', ' '),
    code: singularName.replaceAll('-', '_'),
    article,
    lowerArticle: article.toLowerCase(),
  };
}

/** Why code cannot be named so; undefined where it can. */
export function nameFault(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name) || name.length < 3 || name.length > 31) {
    return `name: ${JSON.stringify(name)} must be 3 to 31 of a-z, 0-9 and single -, a letter after each -, such as orders`;
  }
  const { plural, singular } = namesOf(name);
  const taken = [plural, singular].find((word) => word in globalThis || reserved.has(word));
  if (taken !== undefined)
    return `name: ${name} would make a class ${taken}, which is a name of the language or the framework`;
  return undefined;
}

const reserved = new Set(['Controller', 'Injectable', 'Module', 'Principal', 'Record', 'Public', 'App', 'Position']);

function singularOf(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return name.replace(/ies$/, 'y');
  if (/(ss|sh|ch|x|z)es$/.test(name)) return name.slice(0, -2);
  // `inventory` has no plural in -s: what it keeps is called `inventory-item`.
  return /[^s]s$/.test(name) ? name.slice(0, -1) : `${name}-item`;
}

function pascal(name: string): string {
  return name.replaceAll(/(^|-)(\w)/g, (_match, _hyphen, letter: string) => letter.toUpperCase());
}

function camel(name: string): string {
  const word = pascal(name);
  return word.charAt(0).toLowerCase() + word.slice(1);
}
