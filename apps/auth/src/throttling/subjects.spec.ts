import { accountSubject, addressSubjects, deviceSubject, signUpSubjects } from './subjects';

describe('subjects', () => {
  it('keep accounts, devices and addresses apart', () => {
    const keys = [
      accountSubject('ada', 5),
      accountSubject('grace', 5),
      deviceSubject('ada', 'token', 5),
      deviceSubject('grace', 'token', 5),
      deviceSubject('ada', 'other', 5),
      ...addressSubjects('192.0.2.1', 5),
      ...addressSubjects('192.0.2.2', 5),
      ...signUpSubjects('192.0.2.1', 5),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('do not put all who have no address together', () => {
    expect([...addressSubjects('', 5), ...signUpSubjects('', 5)]).toEqual([]);
  });

  it('hold neither username nor device token', () => {
    expect(deviceSubject('ada', 'token', 5).key).not.toMatch(/ada|token/);
  });
});
