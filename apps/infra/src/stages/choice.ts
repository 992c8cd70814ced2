import { dev } from './dev/stage-config';
import { prod } from './prod/stage-config';
import { checkedStage, type StageConfig } from './stage';

/** Every stage there is. */
export const stages: Readonly<Record<string, StageConfig>> = { dev, prod };

/** What may be said differently for one run, as in `-c compute=containers`; a value of JSON stands for what it says. */
export type Choices = Readonly<
  Record<'compute' | 'identity' | 'api' | 'authorizer' | 'targets' | 'session', string | undefined>
>;

/** The stage of that name, with what was chosen for this run. */
export function chosenStage(name: string | undefined, choices: Partial<Choices> = {}): StageConfig {
  const stage = stages[name ?? 'dev'];
  if (!stage)
    throw new Error(`There is no stage ${name}: choose ${Object.keys(stages).join(' or ')}, as in -c stage=dev.`);
  const { compute, identity: named, api, authorizer, targets } = choices;
  const identity = named?.startsWith('{') ? (JSON.parse(named) as object) : named;
  const session = choices.session ?? fittingSession(stage.web.session, identity);
  return checkedStage({
    ...stage,
    ...(compute !== undefined && { compute }),
    ...(identity !== undefined && { identity }),
    web: { ...stage.web, session: session === 'none' ? undefined : session },
    serverless: {
      ...stage.serverless,
      ...(api !== undefined && { api }),
      ...(authorizer !== undefined && { authorizer }),
    },
    containers: { ...stage.containers, ...(targets !== undefined && { targets }) },
  } as StageConfig);
}

/** How the page keeps somebody signed in by the identity of this run, where nothing is said of it. */
function fittingSession(session: string | undefined, identity: unknown): string | undefined {
  if (session === undefined || identity === undefined) return session;
  if (typeof identity === 'object') return undefined;
  if (identity === 'cognito') return 'cognito';
  return session === 'cognito' ? 'tokens' : session;
}
