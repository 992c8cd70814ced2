import { parseArgs } from 'node:util';
import { apisOf } from '@gatehouse/authorization';
import { isLoopback } from '@gatehouse/service';
import { readServiceCards, type ServiceCard } from '@gatehouse/service-card';
import { type INestApplicationContext } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AuthorizationService, type Changed } from '../authorization/authorization.service';
import { type Change } from '../preconditions/change';
import { type IssuerEnvironment } from '../settings';
import { AdminError, type Command } from './command';
import { operatorContext } from './operator';

export function operatorChange(): Change {
  return { actorId: null, context: operatorContext() };
}

/** What to print of a change. */
export function linesOf({ changes }: Pick<Changed, 'changes'>): string {
  return changes.length === 0 ? 'Nothing to change.' : changes.join('\n');
}

interface Options {
  readonly files: readonly string[];
  readonly origin: string | undefined;
  readonly resources: ReadonlyMap<string, string>;
  readonly flags: { readonly allowWidening: boolean; readonly prune: boolean; readonly dryRun: boolean };
}

function optionsOf(words: string[]): Options {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals: files } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      origin: { type: 'string' },
      resource: { type: 'string', multiple: true, default: [] },
      'allow-widening': flag,
      prune: flag,
      'dry-run': flag,
    },
  });
  const { origin } = values;
  const pairs = values.resource.map((pair) => /^([^=]+)=(.+)$/.exec(pair)?.slice(1));
  const isOrigin = origin === undefined || /^https?:\/\/[^/?#]+\/?$/.test(origin);
  const faults = [
    ...(files.length === 0 ? ['Name the service cards, such as apps/<name>/service.json.'] : []),
    ...(isOrigin ? [] : ['--origin must be an origin such as https://api.example.com.']),
    ...(pairs.includes(undefined) ? ['--resource must be NAME=URL.'] : []),
  ];
  if (faults.length > 0) throw new AdminError(faults.join('\n'));
  return {
    files,
    origin: origin?.replace(/\/$/, ''),
    resources: new Map(pairs as [string, string][]),
    flags: { allowWidening: values['allow-widening'], prune: values.prune, dryRun: values['dry-run'] },
  };
}

/** The resource identifier of a service: its public URL. */
function resourceOf(card: ServiceCard, issuer: string, { origin, resources }: Options): string {
  const named = resources.get(card.name);
  if (named !== undefined) return named;
  if (card.authorizationServer) return issuer;
  if (origin !== undefined) return `${origin}${card.basePath}`;
  const url = new URL(issuer);
  return `${isLoopback(url) ? `http://localhost:${card.port}` : url.origin}${card.basePath}`;
}

async function apply(app: INestApplicationContext, words: string[]): Promise<string> {
  const options = optionsOf(words);
  const cards = readServiceCards(options.files);
  const names = cards.map(({ name }) => name);
  const unknown = [...options.resources.keys()].filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new AdminError(`--resource: no card is named ${unknown.join(', ')}.`);
  const issuer = app.get<ConfigService<IssuerEnvironment, true>>(ConfigService).get('AUTH_ISSUER', { infer: true });
  const apis = apisOf(cards, (card) => resourceOf(card, issuer, options));
  return linesOf(await app.get(AuthorizationService).applyApis(apis, options.flags, operatorChange()));
}

export const apiCommands: Record<string, Command> = {
  list: async (app) => (await app.get(AuthorizationService).registry()).apis,
  apply,
};
