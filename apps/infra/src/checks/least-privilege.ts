import { readFileSync } from 'node:fs';
import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
} from 'aws-cdk-lib';
import { allowedManagedPolicies, allowedWildcards } from './allowed-wildcards';
import { type AllowStatement, allowStatements, managedPolicies, type Template } from './policies';

/** Fails the synth where a policy allows by wildcard what the list of allowed wildcards does not name. */
export class LeastPrivilege implements IPolicyValidationPlugin {
  readonly name = 'least-privilege';

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = templatePaths.flatMap((templatePath) =>
      faultsOf(JSON.parse(readFileSync(templatePath, 'utf8')) as Template).map(
        ({ logicalId, fault }): PolicyViolation => ({
          ruleName: 'wildcard',
          description: fault,
          violatingResources: [{ resourceLogicalId: logicalId, templatePath, locations: [] }],
        }),
      ),
    );
    return { success: violations.length === 0, violations };
  }
}

/** What a template allows beyond the lists. */
export function faultsOf(template: Template): { logicalId: string; fault: string }[] {
  const statements = allowStatements(template)
    .filter((statement) => hasWildcard(statement) && !isAllowed(statement))
    .map(({ logicalId, actions, resources }) => ({
      logicalId,
      fault: `allows ${actions.join(', ')} on ${resources.join(', ')}, which no entry of allowed-wildcards.ts covers`,
    }));
  const policies = managedPolicies(template)
    .filter(({ arn }) => !allowedManagedPolicies.some(({ name }) => arn.endsWith(`:policy/${name}`)))
    .map(({ logicalId, arn }) => ({ logicalId, fault: `has the managed policy ${arn}, which nobody has read` }));
  return [...statements, ...policies];
}

function hasWildcard({ actions, resources }: AllowStatement): boolean {
  return [...actions, ...resources].some((text) => text.includes('*'));
}

function isAllowed({ holder, actions, resources }: AllowStatement): boolean {
  return allowedWildcards.some(
    (allowed) =>
      allowed.holder === holder &&
      actions.every((action) => allowed.actions.includes(action)) &&
      resources.every((resource) => resource === allowed.resource),
  );
}
