import { type Tree } from '@nx/devkit';
import ts from 'typescript';
import { GeneratorError } from './generator-error';

/**
 * Rejects a name that makes code which cannot compile: a word of the language, or a name that a file has twice. Call it before the
 * tree is written. Throws `GeneratorError`.
 */
export function checkCode(tree: Tree, name: string): void {
  const faults = tree
    .listChanges()
    .filter(({ path }) => path.endsWith('.ts'))
    .flatMap(({ path, content }) => codeFaults(path, content?.toString() ?? ''));
  if (faults.length > 0) throw new GeneratorError(faults.map((fault) => `name: ${name} does not work: ${fault}`));
}

function codeFaults(path: string, text: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(text, { fileName: path, reportDiagnostics: true });
  const [broken] = diagnostics;
  if (broken) return [`${path} would be broken: ${ts.flattenDiagnosticMessageText(broken.messageText, ' ')}`];
  const names = ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements.flatMap(namesOfStatement);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  return [...new Set(twice)].map((name) => `${path} would have ${name} twice`);
}

/** What a statement at the top of a file declares or imports; a type and a value of one name count once. */
function namesOfStatement(statement: ts.Statement): string[] {
  if (ts.isImportDeclaration(statement)) {
    const bindings = statement.importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
  }
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const declared =
    ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement);
  return declared || ts.isTypeAliasDeclaration(statement) ? [statement.name?.text ?? ''] : [];
}
