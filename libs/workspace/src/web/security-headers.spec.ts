import { securityHeaders, silentPageHeaders } from './security-headers';

const directives = (headers: Readonly<Record<string, string>>) =>
  new Map(
    (headers['Content-Security-Policy'] ?? '').split('; ').map((directive): [string, string[]] => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values];
    }),
  );

describe('the security headers of the page', () => {
  it('allow no inline script, no eval and no origin but its own', () => {
    const policy = directives(securityHeaders());
    expect(policy.get('default-src')).toEqual(["'none'"]);
    for (const name of ['script-src', 'style-src', 'connect-src', 'frame-src', 'font-src']) {
      expect(policy.get(name)).toEqual(["'self'"]);
    }
    expect([...policy.values()].flat().filter((value) => /unsafe|^\*|^https?:/.test(value))).toEqual([]);
    expect(policy.get('require-trusted-types-for')).toEqual(["'script'"]);
  });

  it('name the origins that are given, where they are meant to be', () => {
    const policy = directives(securityHeaders({ connect: ['https://a.example'], frame: ['https://b.example'] }));
    expect(policy.get('connect-src')).toEqual(["'self'", 'https://a.example']);
    expect(policy.get('frame-src')).toEqual(["'self'", 'https://b.example']);
    expect(policy.get('script-src')).toEqual(["'self'"]);
  });

  it('let nothing frame the page, and the page alone frame /silent', () => {
    expect(directives(securityHeaders()).get('frame-ancestors')).toEqual(["'none'"]);
    expect(securityHeaders()['X-Frame-Options']).toBe('DENY');
    expect(directives(silentPageHeaders()).get('frame-ancestors')).toEqual(["'self'"]);
    expect(silentPageHeaders()['X-Frame-Options']).toBe('SAMEORIGIN');
  });

  it('differ for /silent in nothing else', () => {
    const { 'Content-Security-Policy': policy, 'X-Frame-Options': _, ...rest } = silentPageHeaders();
    const { 'Content-Security-Policy': pagePolicy, 'X-Frame-Options': __, ...pageRest } = securityHeaders();
    expect(rest).toEqual(pageRest);
    expect(policy?.replace("frame-ancestors 'self'", "frame-ancestors 'none'")).toBe(pagePolicy);
  });

  it('fit what CloudFront takes of one header', () => {
    const origins = Array.from({ length: 4 }, (_, index) => `https://${'x'.repeat(60)}${index}.example.com`);
    for (const value of Object.values(securityHeaders({ connect: origins, frame: origins }))) {
      expect(value.length).toBeLessThan(1783);
    }
  });
});
