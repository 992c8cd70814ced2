/** What one unit costs, in US dollars. A tier is its upper end in units a month; the last one has none. */
export interface Price {
  readonly unit: string;
  readonly tiers: readonly { readonly upTo?: number; readonly usd: number }[];
}

const flat = (unit: string, usd: number): Price => ({ unit, tiers: [{ usd }] });

/**
 * AWS's list prices, on demand, without free tiers, discounts and taxes. They change: compare them with the pages under
 * https://aws.amazon.com/pricing before you rely on the result. Regions in Europe are up to 15 % dearer.
 */
export const prices = {
  asOf: '2026-11-22',
  region: 'us-east-1',
  lambdaRequests: flat('request', 0.2e-6),
  lambdaArm: {
    unit: 'GB-second',
    tiers: [{ upTo: 7.5e9, usd: 0.0000133334 }, { upTo: 18.75e9, usd: 0.0000120001 }, { usd: 0.0000106667 }],
  },
  httpApi: { unit: 'request', tiers: [{ upTo: 300e6, usd: 1e-6 }, { usd: 0.9e-6 }] },
  restApi: {
    unit: 'request',
    tiers: [{ upTo: 333e6, usd: 3.5e-6 }, { upTo: 1e9, usd: 2.8e-6 }, { upTo: 20e9, usd: 2.38e-6 }, { usd: 1.51e-6 }],
  },
  fargateVcpu: flat('vCPU-hour, arm64', 0.03238),
  fargateGb: flat('GB-hour, arm64', 0.00356),
  loadBalancer: flat('hour', 0.0225),
  lcu: flat('LCU-hour', 0.008),
  natGateway: flat('hour', 0.045),
  readUnit: flat('read request unit', 0.125e-6),
  writeUnit: flat('write request unit', 0.625e-6),
  kmsKey: flat('key and month', 1),
  kmsSign: flat('signature, RSA 2048', 3e-6),
  logs: flat('GB ingested', 0.5),
  transfer: {
    unit: 'GB to the internet',
    tiers: [{ upTo: 10_240, usd: 0.09 }, { upTo: 51_200, usd: 0.085 }, { upTo: 153_600, usd: 0.07 }, { usd: 0.05 }],
  },
  cdnRequests: flat('request by HTTPS', 1e-6),
  cdnFunction: flat('invocation', 0.1e-6),
  cdnTransfer: {
    unit: 'GB to the internet',
    tiers: [
      { upTo: 10_240, usd: 0.085 },
      { upTo: 51_200, usd: 0.08 },
      { upTo: 153_600, usd: 0.06 },
      { upTo: 512_000, usd: 0.04 },
      { upTo: 1_048_576, usd: 0.03 },
      { upTo: 5_242_880, usd: 0.025 },
      { usd: 0.02 },
    ],
  },
  cdnToOrigin: flat('GB to the origin', 0.02),
  s3Get: flat('request', 0.4e-6),
  s3Storage: flat('GB and month', 0.023),
  alarm: flat('alarm and month', 0.1),
  webAcl: flat('web ACL with two rules, month', 7),
  wafRequests: flat('request', 0.6e-6),
} as const satisfies Record<string, string | Price>;

/** What a number of units costs in a month. */
export function costOf({ tiers }: Price, units: number): number {
  let below = 0;
  let cost = 0;
  for (const { upTo = Infinity, usd } of tiers) {
    cost += Math.max(0, Math.min(units, upTo) - below) * usd;
    below = upTo;
  }
  return cost;
}
