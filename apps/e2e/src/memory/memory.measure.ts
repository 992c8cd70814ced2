import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSystem, type System } from '../system';
import { Caller } from './load';
import { processesOf, residentMemory } from './processes';

const reads = 100_000;
const posts = 20_000;
const readsPerPost = reads / posts;
const callers = 8;
// Requests after which a process has what it needs to work.
const warm = 1000;
const printEvery = 5000;
// MB that a process may take beyond what it had then.
const allowed = 150;

let dataDir: string;
let system: System;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-memory-'));
  system = await startSystem({ DATA_DIR: dataDir });
});
afterAll(async () => {
  await system.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it(`takes little more memory after ${reads} pages and ${posts} posts than after ${warm} requests`, async () => {
  const processes = processesOf(system.pid);
  const memory = () => Object.fromEntries([...processes].map(([id, name]) => [name, residentMemory(id)]));
  const caller = new Caller(system);
  await caller.signUp();
  const measured: Record<number, Record<string, number>> = {};
  let begun = 0;
  const work = async () => {
    while (begun < reads + posts) {
      const request = begun++;
      if (request % (readsPerPost + 1) === 0) await caller.post(`message ${request}`.padEnd(120, '.'));
      else await caller.read();
      if (request === warm || request % printEvery === 0) console.log(request, (measured[request] = memory()));
    }
  };
  await Promise.all(Array.from({ length: callers }, work));
  caller.close();
  measured[begun] = memory();
  console.table(measured);
  expect(Object.keys(measured[begun] ?? {}).sort()).toEqual(expect.arrayContaining(['auth', 'messages', 'start']));
  for (const [name, most] of Object.entries(measured[warm] ?? {})) {
    const later = Object.entries(measured).filter(([request]) => Number(request) > warm);
    expect(Math.max(...later.map(([, each]) => each[name] ?? NaN))).toBeLessThanOrEqual(most + allowed);
  }
});
