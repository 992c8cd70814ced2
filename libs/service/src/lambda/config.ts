/** The process's environment. A function listens on no port, so none has to be set. */
export function functionEnvironment(): Record<string, string | undefined> {
  return { ...process.env, PORT: process.env['PORT'] ?? '0' };
}
