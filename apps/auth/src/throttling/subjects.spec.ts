import { accountSubject, addressSubjects, deviceSubject, network, signUpSubjects } from './subjects';

describe('network', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['', ''],
    ['not an address', 'not an address'],
  ])('of %j is %j', (address, expected) => expect(network(address)).toBe(expected));
});

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
