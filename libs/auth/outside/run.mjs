import { execFile } from 'node:child_process';

/** Runs a command to its end. What it printed is shown only where it fails. */
export function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(Object.assign(new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`), { cause: error }));
      else resolve(`${stdout}${stderr}`);
    });
    child.stdin?.end();
  });
}
