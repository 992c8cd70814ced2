import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { localServices, workspaceRoot } from '../start/local-services';
import { composeFile } from './compose-file';

describe('compose.yaml', () => {
  it('is what the service cards say (npx nx run workspace:compose)', () => {
    expect(readFileSync(join(workspaceRoot, 'compose.yaml'), 'utf8')).toBe(composeFile(localServices()));
  });

  it('gives a service the settings and secrets of its card', () => {
    const odd = { A: '', B: 'x #y', C: '*x', D: "it's: so", E: 'a\n    privileged: true', F: '{}', G: '1', H: '\\"' };
    const [server, ...others] = localServices();
    const card = {
      ...(others[0] as (typeof others)[number]),
      name: 'parcels',
      port: 4001,
      secrets: [{ variable: 'PARCELS_KEY', description: 'x' }],
      environment: { container: { PARCELS_SLOW: 'off', ...odd } },
    };
    const { services } = parse(composeFile([server as typeof card, card]), { merge: true }) as {
      services: Record<string, { environment: Record<string, string>; ports: string[] }>;
    };
    expect(services['parcels']).toMatchObject({
      ports: ['127.0.0.1:4001:4001'],
      environment: {
        PARCELS_KEY: '${PARCELS_KEY:?set it to 32 random characters or more}',
        PARCELS_SLOW: 'off',
        ...odd,
      },
    });
    expect(composeFile([{ ...card, environment: { container: { A: '$HOME' } } }])).toContain("A: '$$HOME'");
  });
});
