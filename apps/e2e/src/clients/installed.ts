import { existsSync } from 'node:fs';

/** Declares a test that needs a program. Without it the test is skipped with a loud notice; with `CI` set that is a failure. */
export function itWith(
  needed: { readonly files: readonly string[]; readonly packages: string },
  name: string,
  test: () => Promise<void>,
): void {
  if (needed.files.every((file) => existsSync(file))) return void it(name, test);
  const remedy = `install ${needed.packages}`;
  if (process.env['CI']) {
    it(name, () => {
      throw new Error(`It needs more: ${remedy}.`);
    });
    return;
  }
  console.warn(`\n*** ${name}: NOT RUN. To run it, ${remedy}. ***\n`);
  it.skip(name, () => undefined);
}
