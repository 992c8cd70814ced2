import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const workspace = resolve(__dirname, '../..');

/** What stands in a message where the value of the moment does. */
export const HOLE = '…';

/** The classes whose message is not the first argument: where it is, or nothing where the class has a message of its own. */
const PLACES: Readonly<Record<string, number | undefined>> = {
  InvalidTokenError: 1,
  InvalidDpopProofError: 1,
  UseDpopNonceError: 1,
  DpopReplayUnavailableError: undefined,
  ConfigurationError: undefined,
  KeysUnavailableError: undefined,
  RevocationUnavailableError: undefined,
  AccessRefusedException: undefined,
};

function sourcesOf(library: string): readonly ts.SourceFile[] {
  return globSync(`libs/${library}/src/**/*.ts`, { cwd: workspace })
    .filter((path) => !/\.spec\.ts$|\/(testing|integration)\//.test(path))
    .sort()
    .map((path) =>
      ts.createSourceFile(path, readFileSync(join(workspace, path), 'utf8'), ts.ScriptTarget.Latest, true),
    );
}

/** Returns the sources of a library as one text. */
export function sourceText(library: string): string {
  return sourcesOf(library)
    .map(({ text }) => text)
    .join('\n');
}

function* nodesIn(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesIn(child);
}

/** Returns every message of an error, or of the check at start, that the sources of a library hold. */
export function messagesOf(library: string): readonly string[] {
  const found = new Set<string>();
  for (const source of sourcesOf(library)) {
    for (const node of nodesIn(source)) {
      for (const expression of expressionsAt(node)) {
        for (const message of textsOf(expression, source)) found.add(message);
      }
    }
  }
  // What passes another error's message on says nothing itself.
  return [...found].filter((message) => message !== HOLE);
}

function expressionsAt(node: ts.Node): readonly ts.Expression[] {
  if (ts.isYieldExpression(node) && node.expression !== undefined && node.asteriskToken === undefined) {
    return ts.isTemplateExpression(node.expression) ? [node.expression] : [];
  }
  if (ts.isFunctionDeclaration(node) && node.name?.text.endsWith('Fault')) {
    const texts = [...nodesIn(node)].filter((part) => ts.isStringLiteral(part) || ts.isTemplateExpression(part));
    return texts.filter((part) => part.getText().includes(' '));
  }
  if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return [];
  const name = node.expression.text;
  if (!/(Error|Exception)$/.test(name)) return [];
  const place = name in PLACES ? PLACES[name] : 0;
  const message = place === undefined ? undefined : node.arguments?.[place];
  return message === undefined ? [] : [message];
}

/** The texts that an expression may have. Throws for a form that it does not know, so that no message goes unseen. */
function textsOf(node: ts.Expression, source: ts.SourceFile): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression, source);
  if (ts.isTemplateExpression(node)) {
    return [node.templateSpans.reduce((text, { literal }) => text + HOLE + literal.text, node.head.text)];
  }
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap((part) => textsOf(part, source));
  // The name or the message of another error.
  if (ts.isPropertyAccessExpression(node)) return [HOLE];
  if (ts.isIdentifier(node)) return textsOfName(node, source);
  throw new Error(`${source.fileName}: ${node.getText()} is a message in a form that is not known here`);
}

function textsOfName(name: ts.Identifier, source: ts.SourceFile): readonly string[] {
  for (let scope: ts.Node = name; !ts.isSourceFile(scope); scope = scope.parent) {
    if (ts.isBlock(scope)) {
      const declarations = scope.statements
        .filter(ts.isVariableStatement)
        .flatMap((statement) => [...statement.declarationList.declarations]);
      const declared = declarations.find((declaration) => declaration.name.getText() === name.text)?.initializer;
      if (declared !== undefined) return textsOf(declared, source);
    }
    if (ts.isFunctionDeclaration(scope)) {
      const index = scope.parameters.findIndex((parameter) => parameter.name.getText() === name.text);
      const { name: called } = scope;
      if (index >= 0 && called !== undefined) {
        const calls = [...nodesIn(source)]
          .filter(ts.isCallExpression)
          .filter(({ expression }) => expression.getText() === called.text);
        return calls.flatMap(({ arguments: given }) => (given[index] ? textsOf(given[index], source) : []));
      }
    }
  }
  throw new Error(`${source.fileName}: where ${name.text} comes from is not known`);
}

/** Returns the members of an exported union of strings. */
export function unionOf(path: string, type: string): readonly string[] {
  const source = ts.createSourceFile(path, readFileSync(join(workspace, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const alias = source.statements.filter(ts.isTypeAliasDeclaration).find(({ name }) => name.text === type);
  return alias === undefined ? [] : [...nodesIn(alias)].filter(ts.isStringLiteral).map(({ text }) => text);
}
