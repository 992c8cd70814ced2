import { type TableDefinition } from '@gatehouse/dynamodb';
import { type Service } from '../services/service';

/** A table that is defined in one place and used under another name, or not at all: one line a table. */
export class TableMismatchError extends Error {
  constructor(faults: readonly string[]) {
    super(['Table definitions and services disagree:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'TableMismatchError';
  }
}

/** The definitions of those tables that the deployed services use. All services are asked whether they know all tables. */
export function tablesInUse(
  definitions: readonly TableDefinition[],
  all: readonly Service[],
  deployed: readonly Service[],
): readonly TableDefinition[] {
  const uses = (services: readonly Service[]) =>
    services.flatMap(({ name: service, tables }) => tables.map(({ table }) => ({ service, table: table.name })));
  const names = definitions.map(({ name }) => name);
  const faults = [
    ...uses(all)
      .filter(({ table }) => !names.includes(table))
      .map(({ service, table }) => `${service} uses the table ${table}, which is not defined`),
    ...names
      .filter((name) => !uses(all).some(({ table }) => table === name))
      .map((name) => `the table ${name} is defined, but no service may use it`),
  ];
  if (faults.length > 0) throw new TableMismatchError(faults);
  const inUse = new Set(uses(deployed).map(({ table }) => table));
  return definitions.filter(({ name }) => inUse.has(name));
}
