import { estimate, total } from './estimate';
import { costOf, prices } from './prices';

describe('the estimate of costs', () => {
  it('fills one tier after the other', () => {
    expect(costOf(prices.httpApi, 100e6)).toBeCloseTo(100);
    expect(costOf(prices.httpApi, 400e6)).toBeCloseTo(300 + 90);
    expect(costOf(prices.restApi, 333e6)).toBeCloseTo(1165.5);
    expect(costOf(prices.restApi, 1e9)).toBeCloseTo(1165.5 + 1867.6);
  });

  it('is what its lines say', () => {
    // 2,628,000 requests: 0.53 for the calls, 0.53 for 39,420 GB-seconds, 2.63 for the API.
    const lines = estimate('serverless, HTTP API', 1);
    const usd = (what: string) => lines.find((line) => line.what === what)?.usd;
    expect(usd('Lambda requests')).toBeCloseTo(0.5256);
    expect(usd('Lambda compute')).toBeCloseTo(0.5256, 3);
    expect(usd('HTTP API')).toBeCloseTo(2.628);
    expect(usd('DynamoDB reads')).toBeCloseTo(2.628 * 11.4 * 0.125);
    expect(total(lines)).toBeCloseTo(lines.reduce((sum, line) => sum + line.usd, 0));
  });

  it.each(['serverless, HTTP API', 'serverless, REST API', 'containers'] as const)(
    'prices the page before %s',
    (way) => {
      const lines = estimate(way, 1);
      const usd = (what: string) => lines.find((line) => line.what === what)?.usd;
      // 2,628,000 requests; 52,560 loads of 2 documents and, three times of ten, 8 assets.
      expect(usd('CloudFront requests')).toBeCloseTo(2.628 + 0.05256 * 4.4);
      expect(usd('CloudFront transfer')).toBeCloseTo((10.025 + 2.406) * 0.085, 2);
      expect(usd('S3 requests')).toBeCloseTo(0.05256 * 2 * 0.4, 3);
      const without = estimate(way, 1, { page: false });
      expect(without.map(({ what }) => what).filter((what) => /CloudFront|S3/.test(what))).toEqual([]);
      // What leaves through CloudFront does not leave through the region.
      expect(lines.map(({ what }) => what)).not.toContain('Data transfer');
      expect(without.map(({ what }) => what)).toContain('Data transfer');
    },
  );

  it('has functions cheaper for little traffic, and containers for much', () => {
    expect(total(estimate('serverless, HTTP API', 1))).toBeLessThan(total(estimate('containers', 1)));
    expect(total(estimate('containers', 10_000))).toBeLessThan(total(estimate('serverless, HTTP API', 10_000)));
  });
});
