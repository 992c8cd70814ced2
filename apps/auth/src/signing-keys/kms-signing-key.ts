import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { calculateJwkThumbprint } from 'jose';
import { ExternalSigningKey } from 'oidc-provider';

const algorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
const keySpecs = ['RSA_2048', 'RSA_3072'];
// Milliseconds.
const timeout = 900;

/** A client for the region that the key's ARN names. */
export function createKmsClient(arn: string, endpoint: string | undefined): KMSClient {
  const region = arn.split(':')[3];
  return new KMSClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: 2,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: timeout,
      requestTimeout: timeout,
      throwOnRequestTimeout: true,
    }),
  });
}

/** A key that never leaves KMS: this process has its public half, and asks KMS for each signature. */
export class KmsSigningKey extends ExternalSigningKey {
  private constructor(
    private readonly client: KMSClient,
    private readonly arn: string,
    private readonly publicKey: KeyObject,
    kid: string,
  ) {
    super();
    Object.assign(this, { kid, alg: 'RS256' });
  }

  /** Rejects unless the key can sign RS256 with 2048 or 3072 bits. */
  static async load(client: KMSClient, arn: string): Promise<KmsSigningKey> {
    const { PublicKey, KeySpec, KeyUsage, SigningAlgorithms } = await client.send(
      new GetPublicKeyCommand({ KeyId: arn }),
    );
    if (
      !PublicKey ||
      KeyUsage !== 'SIGN_VERIFY' ||
      !keySpecs.includes(KeySpec ?? '') ||
      !SigningAlgorithms?.includes(algorithm)
    ) {
      throw new Error(`${arn} must be an RSA key of 2048 or 3072 bits for ${algorithm}`);
    }
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    return new KmsSigningKey(client, arn, publicKey, await calculateJwkThumbprint(publicKey.export({ format: 'jwk' })));
  }

  override keyObject(): KeyObject {
    return this.publicKey;
  }

  override async sign(data: Uint8Array): Promise<Uint8Array> {
    try {
      const { Signature } = await this.client.send(
        new SignCommand({
          KeyId: this.arn,
          // KMS takes messages of 4 KB at most, and a digest of any.
          MessageType: 'DIGEST',
          Message: createHash('sha256').update(data).digest(),
          SigningAlgorithm: algorithm,
        }),
      );
      if (!Signature) throw new Error('KMS answered without a signature');
      return Signature;
    } catch (error) {
      throw new StoreUnavailableError(1, { cause: error });
    }
  }
}
