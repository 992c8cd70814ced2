/** Describes what needs a tool. Without it, says loudly that it did not run; where CI is set, that is a failure. */
export function describeWith(tool: string, isThere: boolean, title: string, tests: () => void): void {
  if (isThere) {
    describe(title, tests);
  } else if (process.env['CI']) {
    it(title, () => {
      throw new Error(`${tool}: not there, and CI is set`);
    });
  } else {
    process.stderr.write(`\n*** NOT CHECKED: ${title}, which needs ${tool} ***\n\n`);
    describe.skip(title, () => it(`needs ${tool}`, () => undefined));
  }
}
