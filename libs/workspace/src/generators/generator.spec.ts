import { FsTree } from 'nx/src/generators/tree';
import { workspaceRoot } from '../start/local-services';
import removeService from './remove/generator';
import generateResource from './resource/generator';
import generateService, { type ServiceGeneratorOptions } from './service/generator';

const newTree = () => new FsTree(workspaceRoot, false);
const changesOf = (tree: FsTree) => tree.listChanges().map(({ type, path }) => `${type} ${path}`);

describe('the generator service', () => {
  it('writes one folder, and what is made of all cards', async () => {
    const tree = newTree();
    await generateService(tree, { name: 'parcels' });
    const outside = changesOf(tree).filter((change) => !change.includes('apps/parcels/'));
    expect(outside).toEqual(['UPDATE compose.yaml']);
    expect(changesOf(tree).length).toBeLessThan(25);
  });

  it('is taken back by the generator remove, to the byte', async () => {
    const tree = newTree();
    await generateService(tree, { name: 'parcels' });
    await removeService(tree, { name: 'parcels' });
    expect(changesOf(tree)).toEqual([]);
  });

  it.each<[string, ServiceGeneratorOptions, RegExp[]]>([
    ['a name that is no name of a folder', { name: 'My Orders' }, [/must be 3 to 31 of a-z/]],
    ['a name that makes a class of the language', { name: 'maps' }, [/would make a class Maps?/]],
    ['a name that is taken', { name: 'messages' }, [/there is an apps\/messages already/]],
    [
      'the name of a path that every service has',
      { name: 'health' },
      [/is a name of the workspace or of every service/],
    ],
    ['a port that is taken', { name: 'parcels', port: 3001 }, [/--port: 3001 is the port of auth/]],
    ['a port that is none', { name: 'parcels', port: 80 }, [/port: must be at least 1024/]],
    [
      'several faults, all at once',
      { name: 'messages', port: 3002, publicRead: true, tenant: true },
      [/already/, /--port: 3002 is the port of messages/, /exclude each other/],
    ],
  ])('refuses %s and writes nothing', async (_what, options, faults) => {
    const tree = newTree();
    const message = await generateService(tree, options).then(
      () => 'it was made',
      (error: Error) => error.message,
    );
    for (const fault of faults) expect(message).toMatch(fault);
    expect(changesOf(tree)).toEqual([]);
  });
});

describe('the generator resource', () => {
  it('adds table, scopes, module and problems to a generated service', async () => {
    const tree = newTree();
    await generateService(tree, { name: 'parcels' });
    await generateResource(tree, { name: 'labels', service: 'parcels' });
    const card = JSON.parse(tree.read('apps/parcels/service.json', 'utf8') ?? '') as {
      tables: { name: string }[];
      scopes: { name: string }[];
    };
    expect(card.tables.map(({ name }) => name)).toEqual(['parcels', 'parcels-labels']);
    expect(card.scopes.map(({ name }) => name)).toEqual([
      'parcels:read',
      'parcels:write',
      'labels:read',
      'labels:write',
    ]);
    expect(tree.read('apps/parcels/src/app.module.ts', 'utf8')).toMatch(
      /imports: \[[^\]]*LabelsModule,\s*ParcelsModule/,
    );
    expect(tree.read('apps/parcels/src/service.ts', 'utf8')).toContain('...labelProblems');
  });

  it.each([
    ['a service that is not there', { name: 'labels', service: 'nowhere' }, /there is no apps\/nowhere\/service\.json/],
    ['a resource that is there', { name: 'messages', service: 'messages' }, /apps\/messages\/src\/messages already/],
    ['a service that is not as generated', { name: 'labels', service: 'messages', store: false }, /no "problems"/],
  ])('refuses %s and writes nothing', async (_what, options, fault) => {
    const tree = newTree();
    await expect(generateResource(tree, options)).rejects.toThrow(fault);
    expect(changesOf(tree)).toEqual([]);
  });
});

describe('a name that makes code that cannot compile', () => {
  it.each([
    ['domains', /domains\.errors\.ts would have DomainError twice/],
    ['apis', /apis\.controller\.ts would have ApiResponse twice/],
    ['class', /class\.controller\.ts would be broken: .*reserved word/],
  ])('is refused for a service: %s', async (name, fault) => {
    await expect(generateService(newTree(), { name })).rejects.toThrow(fault);
  });

  it.each(['auth', 'dynamo-db'])('is refused for a resource: %s', async (name) => {
    const tree = newTree();
    await generateService(tree, { name: 'parcels' });
    await expect(generateResource(tree, { name, service: 'parcels' })).rejects.toThrow(
      /app\.module\.ts would have \w+ twice/,
    );
  });
});

describe('the generator remove', () => {
  it.each([
    ['nowhere', /there is no apps\/nowhere/],
    ['auth', /issues the tokens of all other services/],
  ])('refuses %s and writes nothing', async (name, fault) => {
    const tree = newTree();
    await expect(removeService(tree, { name })).rejects.toThrow(fault);
    expect(changesOf(tree)).toEqual([]);
  });
});
