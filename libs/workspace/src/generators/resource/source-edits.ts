import ts from 'typescript';
import { GeneratorError } from '../generator-error';

/** Adds an import after the last one. */
export function addImport(text: string, name: string, from: string): string {
  const last = sourceOf(text).statements.findLast((statement) => ts.isImportDeclaration(statement));
  const at = last?.end ?? 0;
  return `${text.slice(0, at)}\nimport { ${name} } from '${from}';${text.slice(at)}`;
}

/** Adds an element to the array that the property of this name has: before another one, or at the end. */
export function addToArray(text: string, property: string, element: string, before: string): string {
  const array = literalOf(text, property, ts.isArrayLiteralExpression, element);
  const next = array.elements.find((other) => other.getText() === before);
  if (next) return `${text.slice(0, next.getStart())}${element}, ${text.slice(next.getStart())}`;
  return appended(text, array, array.elements, element);
}

/** Adds a member at the end of the object that the property of this name has. */
export function addToObject(text: string, property: string, member: string): string {
  const object = literalOf(text, property, ts.isObjectLiteralExpression, member);
  return appended(text, object, object.properties, member);
}

function appended(text: string, literal: ts.Node, members: ts.NodeArray<ts.Node>, added: string): string {
  const at = members.length > 0 ? members.end : literal.getStart() + 1;
  return `${text.slice(0, at)}${members.length > 0 && !members.hasTrailingComma ? ', ' : ''}${added}${text.slice(at)}`;
}

function literalOf<T extends ts.Node>(
  text: string,
  property: string,
  isLiteral: (node: ts.Node) => node is T,
  added: string,
): T {
  let found: T | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === property && isLiteral(node.initializer)) {
      found ??= node.initializer;
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceOf(text));
  if (found !== undefined) return found;
  throw new GeneratorError([
    `there is no "${property}" to add ${added} to: the file is not as the generator writes it`,
  ]);
}

function sourceOf(text: string): ts.SourceFile {
  return ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2023, true);
}
