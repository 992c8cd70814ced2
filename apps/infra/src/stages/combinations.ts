import { type Choices, chosenStage, stages } from './choice';
import { type StageConfig, StageConfigError } from './stage';

/** A stage with choices that go together. */
export interface Combination {
  readonly name: string;
  readonly stage: StageConfig;
}

const external = { issuer: 'https://issuer.example.com', audience: 'api', jwksUri: 'https://issuer.example.com/jwks' };
const identities = { gatehouse: 'gatehouse', cognito: 'cognito', external: JSON.stringify(external) };
const ways: readonly Partial<Choices>[] = [
  { compute: 'serverless', api: 'http' },
  { compute: 'serverless', api: 'rest', authorizer: 'lambda' },
  { compute: 'serverless', api: 'rest', authorizer: 'cognito' },
  { compute: 'containers', targets: 'fargate' },
  { compute: 'containers', targets: 'lambda' },
  { compute: 'both', api: 'http' },
  { compute: 'both', api: 'rest', authorizer: 'lambda' },
];

/** Every combination of stage, identity and way to deploy, except those that the check of a stage rejects. */
export const combinations = combinationsOf();

/** The same without the page, with it, and with its tokens in cookies. One of the stages has a host name for it. */
export const combinationsOfPages: readonly Combination[] = [
  ...combinations,
  ...combinationsOf('none').filter(({ stage }) => typeof stage.identity === 'string'),
  ...combinationsOf('cookies'),
];

function combinationsOf(session?: string): readonly Combination[] {
  return Object.keys(stages).flatMap((stage) =>
    Object.entries(identities).flatMap(([named, identity]) =>
      ways.flatMap((way) => {
        const name = [stage, named, ...Object.values(way), session].filter(Boolean).join(' ');
        try {
          return [{ name, stage: chosenStage(stage, { ...way, identity, session }) }];
        } catch (error) {
          if (error instanceof StageConfigError) return [];
          throw error;
        }
      }),
    ),
  );
}
