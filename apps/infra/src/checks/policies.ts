/** A CloudFormation template, as far as checks read it. */
export interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
}
type Properties = Readonly<Record<string, unknown>>;

/** One statement that allows something. */
export interface AllowStatement {
  readonly logicalId: string;
  readonly holder: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
}

/** Every statement that allows something, wherever in the template it stands. */
export function allowStatements(template: Template): readonly AllowStatement[] {
  return Object.entries(template.Resources ?? {}).flatMap(([logicalId, { Type: holder, Properties = {} }]) =>
    statementsIn(Properties)
      .filter(({ Effect }) => Effect === 'Allow')
      .map((statement) => ({
        logicalId,
        holder,
        // What is allowed by exclusion is a wildcard, too.
        actions: statement.NotAction === undefined ? texts(statement.Action) : ['*'],
        resources: statement.NotResource === undefined ? texts(statement.Resource) : ['*'],
      })),
  );
}

/** The managed policies that roles of the template have. */
export function managedPolicies(template: Template): readonly { readonly logicalId: string; readonly arn: string }[] {
  return Object.entries(template.Resources ?? {}).flatMap(([logicalId, { Properties = {} }]) =>
    texts(Properties['ManagedPolicyArns'] ?? []).map((arn) => ({ logicalId, arn })),
  );
}

function statementsIn(value: unknown): Statement[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value === 'string' && value.startsWith('{')) return statementsIn(parsed(value));
  if (typeof value !== 'object' || value === null) return [];
  if ('Effect' in value && ('Action' in value || 'NotAction' in value)) return [value as Statement];
  return Object.values(value).flatMap(statementsIn);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function texts(value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(flattened);
}

/** A string as it is, a join with `…` for each function in it, any other function as `…`. */
function flattened(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  return join ? join[1].map(flattened).join(join[0]) : '…';
}
