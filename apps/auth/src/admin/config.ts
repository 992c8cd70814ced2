/** The process's environment. What a command answers is for pipes, so everything else goes to stderr. */
export function adminEnvironment(): Record<string, string | undefined> {
  return { ...process.env, LOG_TO: 'stderr' };
}
