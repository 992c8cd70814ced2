import { type RunningPage } from './running-page';
import { type Credentials, somebody, type Visitor } from './visitor';

type Somebody = ReturnType<typeof somebody>;

/** Makes an account without a browser, with the roles besides `user` that are named. */
export async function account({ system }: RunningPage, name: string, ...roles: string[]): Promise<Somebody> {
  const person = somebody(name);
  const answer = await fetch(`${system.auth}/auth/signup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(person),
  });
  if (answer.status !== 201) throw new Error(`sign-up: ${answer.status} ${await answer.text()}`);
  if (roles.length > 0) await system.admin('roles', 'set', person.username, 'user', ...roles);
  return person;
}

/** Somebody who is logged in, in a browser of their own. */
export async function guest(running: RunningPage, person: Credentials): Promise<Visitor> {
  const visitor = await running.visitor();
  await visitor.signIn(person);
  return visitor;
}

const administrators = new WeakMap<RunningPage, Map<string, Promise<Somebody>>>();

/** The administrator of that name, who is the same one in all tests. */
function administratorOf(running: RunningPage, name: string): Promise<Somebody> {
  const known = administrators.get(running) ?? new Map<string, Promise<Somebody>>();
  administrators.set(running, known);
  const person = known.get(name) ?? account(running, name, 'admin');
  known.set(name, person);
  return person;
}

/** An administrator who is logged in, in a browser of their own. */
export async function administrator(running: RunningPage, path = '/console', name = 'root'): Promise<Visitor> {
  const visitor = await guest(running, await administratorOf(running, name));
  await visitor.goto(path);
  await visitor.isIn();
  return visitor;
}
