import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const workspace = resolve(__dirname, '../..');
const project = resolve(__dirname, '..');

/** A fenced block of a page. */
export interface CodeBlock {
  readonly language: string;
  /** The second-level heading above it; empty before the first. */
  readonly heading: string;
  readonly text: string;
}

/** Returns the text of a page, by its path from the root of the workspace. */
export function pageText(path: string): string {
  return readFileSync(join(workspace, path), 'utf8');
}

/** Returns the fenced blocks of a page, in their order. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  return page.split(/^(?=## )/m).flatMap((section) => {
    const heading = /^## (.*)$/m.exec(section)?.[1] ?? '';
    const fences = section.matchAll(/^```(\w+)\n([^]*?)^```$/gm);
    return [...fences].map(([, language = '', text = '']) => ({ language, heading, text }));
  });
}

/** Returns the first block of TypeScript below a heading. Throws an Error where there is none. */
export function exampleBelow(page: string, heading: string): string {
  const block = codeBlocks(page).find((found) => found.language === 'ts' && found.heading === heading);
  if (block === undefined) throw new Error(`no example below ${heading}`);
  return block.text;
}

const compilerOptions = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(project, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
  ts.sys,
  project,
).options;

/** Returns the faults that a project gets which copies the examples, each into a file of its own. */
export function faultsOf(...examples: readonly string[]): string[] {
  const files = new Map(examples.map((example, index) => [join(project, `testing/example-${index}.ts`), example]));
  const host = ts.createCompilerHost(compilerOptions);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const example = files.get(path);
    return example === undefined
      ? getSourceFile(path, ...rest)
      : ts.createSourceFile(path, example, ts.ScriptTarget.ES2023);
  };
  const program = ts.createProgram([...files.keys()], { ...compilerOptions, noEmit: true }, host);
  const faults = [...files.keys()].flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  return faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** Runs an example as it stands on its page, with more names in its scope where it has any, and returns its exports. */
export function run(example: string, scope: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { outputText } = ts.transpileModule(example, {
    compilerOptions: {
      ...compilerOptions,
      module: ts.ModuleKind.CommonJS,
      moduleResolution: undefined,
      paths: undefined,
    },
  });
  const exported = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const execute = new Function('require', 'exports', ...Object.keys(scope), outputText) as (
    ...values: readonly unknown[]
  ) => void;
  execute(require, exported, ...Object.values(scope));
  return exported;
}
