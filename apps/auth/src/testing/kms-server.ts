import { constants, generateKeyPairSync, type KeyObject, privateEncrypt } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

/** DER of the DigestInfo of SHA-256, before the digest itself (RFC 8017 §9.2). */
const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

interface KmsKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly spec: string;
}

export interface KmsServer {
  readonly endpoint: string;
  /** Makes a key and returns its ARN. */
  createKey(bits?: number): string;
  /** Operations that were asked for, in order. */
  readonly calls: string[];
  /** While set, every signature fails with it. */
  failure: string | undefined;
  stop(): Promise<void>;
}

/** A server that speaks KMS's wire protocol (AWS JSON 1.1) with real RSA keys. */
export async function startKmsServer(): Promise<KmsServer> {
  const keys = new Map<string, KmsKey>();
  const calls: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
      calls.push(operation);
      const [status, body] = answer(
        operation,
        JSON.parse(text) as Record<string, string>,
        request.headers.authorization,
      );
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
  });

  function answer(operation: string, input: Record<string, string>, authorization = ''): [number, object] {
    if (!/^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[\w-]+\/kms\/aws4_request/.test(authorization)) {
      return [400, { __type: 'IncompleteSignatureException' }];
    }
    const key = keys.get(input['KeyId'] ?? '');
    if (!key) return [400, { __type: 'NotFoundException', message: 'no such key' }];
    const common = { KeyId: input['KeyId'] };
    if (operation === 'GetPublicKey') {
      const PublicKey = key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
      const SigningAlgorithms = ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PSS_SHA_256'];
      return [200, { ...common, PublicKey, KeySpec: key.spec, KeyUsage: 'SIGN_VERIFY', SigningAlgorithms }];
    }
    if (operation !== 'Sign') return [400, { __type: 'UnsupportedOperationException' }];
    if (kms.failure !== undefined) return [400, { __type: kms.failure }];
    const digest = Buffer.from(input['Message'] ?? '', 'base64');
    if (input['MessageType'] !== 'DIGEST' || input['SigningAlgorithm'] !== 'RSASSA_PKCS1_V1_5_SHA_256') {
      return [400, { __type: 'ValidationException' }];
    }
    if (digest.length !== 32) return [400, { __type: 'ValidationException', message: 'Digest is invalid length' }];
    const signature = privateEncrypt(
      { key: key.privateKey, padding: constants.RSA_PKCS1_PADDING },
      Buffer.concat([digestInfo, digest]),
    );
    return [200, { ...common, Signature: signature.toString('base64'), SigningAlgorithm: input['SigningAlgorithm'] }];
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kms: KmsServer = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    failure: undefined,
    createKey: (modulusLength = 2048) => {
      const arn = `arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-${String(keys.size).padStart(12, '0')}`;
      keys.set(arn, { ...generateKeyPairSync('rsa', { modulusLength }), spec: `RSA_${modulusLength}` });
      return arn;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return kms;
}
