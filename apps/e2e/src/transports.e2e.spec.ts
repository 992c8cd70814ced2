import { expectSame, scenarioOver } from './transports/compare';
import { forms } from './transports/forms';
import { type Step } from './transports/scenario';
import { inFunction, inProcess } from './transports/systems';

describe('one scenario over every form of event', () => {
  let expected: Step[];

  beforeAll(async () => {
    expected = await scenarioOver(inProcess);
  }, 60_000);

  it('goes as documented over HTTP', () => {
    const statusOf = Object.fromEntries(expected.map(({ name, answer }) => [name, answer.status]));
    expect(statusOf).toMatchObject({
      'signs up': 201,
      'logs in': 200,
      'asks who the caller is': 401,
      'keeps users from users': 403,
      'narrows a token': 200,
      posts: 201,
      'posts the same again': 201,
      'refuses another text for the same key': 422,
      'has nothing new': 304,
      edits: 200,
      'does not edit what has changed': 412,
      'is ready (messages)': 200,
    });
  });

  it.each(Object.entries(forms))(
    'is answered behind %s as over HTTP, byte for byte',
    async (name, form) => {
      expectSame(name, await scenarioOver(inFunction(form)), expected);
    },
    60_000,
  );
});
