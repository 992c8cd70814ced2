import { dev } from './dev/stage-config';
import { prod } from './prod/stage-config';
import { checkedStage, type StageConfig } from './stage';

/** Every stage there is. */
export const stages: Readonly<Record<string, StageConfig>> = { dev, prod };

/** What may be said differently for one run, as in `-c compute=containers`; a value of JSON stands for what it says. */
export type Choices = Readonly<Record<'compute' | 'identity' | 'api' | 'authorizer' | 'targets', string | undefined>>;

/** The stage of that name, with what was chosen for this run. */
export function chosenStage(name: string | undefined, choices: Partial<Choices> = {}): StageConfig {
  const stage = stages[name ?? 'dev'];
  if (!stage)
    throw new Error(`There is no stage ${name}: choose ${Object.keys(stages).join(' or ')}, as in -c stage=dev.`);
  const { compute, identity, api, authorizer, targets } = choices;
  return checkedStage({
    ...stage,
    ...(compute !== undefined && { compute }),
    ...(identity !== undefined && { identity: identity.startsWith('{') ? (JSON.parse(identity) as object) : identity }),
    serverless: {
      ...stage.serverless,
      ...(api !== undefined && { api }),
      ...(authorizer !== undefined && { authorizer }),
    },
    containers: { ...stage.containers, ...(targets !== undefined && { targets }) },
  } as StageConfig);
}
