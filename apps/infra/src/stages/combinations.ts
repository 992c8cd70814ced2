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
export const combinations: readonly Combination[] = Object.keys(stages).flatMap((stage) =>
  Object.entries(identities).flatMap(([named, identity]) =>
    ways.flatMap((way) => {
      try {
        return [
          { name: [stage, named, ...Object.values(way)].join(' '), stage: chosenStage(stage, { ...way, identity }) },
        ];
      } catch (error) {
        if (error instanceof StageConfigError) return [];
        throw error;
      }
    }),
  ),
);
