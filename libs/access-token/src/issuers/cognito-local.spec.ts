import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccessTokenVerifier, type AccessTokenVerifier } from '../index';

/** Tokens as an Amazon Cognito user pool emulator makes them. */
describe('with cognito-local', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cognito-'));
  let origin: string;
  let emulator: ChildProcess;
  let verifier: AccessTokenVerifier | undefined;

  const call = async (operation: string, body: object): Promise<Record<string, Record<string, string>>> => {
    const response = await fetch(origin, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/local/cognito-idp/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, Record<string, string>>;
    if (!response.ok) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
    return answer;
  };

  beforeAll(async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    origin = `http://127.0.0.1:${port}`;
    mkdirSync(join(directory, '.cognito'));
    writeFileSync(
      join(directory, '.cognito', 'config.json'),
      JSON.stringify({ TokenConfig: { IssuerDomain: origin } }),
    );
    emulator = spawn(process.execPath, [require.resolve('cognito-local/lib/bin/start.js')], {
      cwd: directory,
      env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
      stdio: 'ignore',
    });
    for (let attempt = 0; ; attempt++) {
      if (
        await fetch(origin).then(
          () => true,
          () => false,
        )
      )
        break;
      if (attempt > 300 || emulator.exitCode !== null) throw new Error('cognito-local does not start');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }, 40_000);

  afterAll(async () => {
    verifier?.close();
    const exited = once(emulator, 'exit');
    emulator.kill('SIGKILL');
    await exited;
    rmSync(directory, { recursive: true, force: true });
  });

  it('takes the access token of a signed-in user, and its ID token only when told to', async () => {
    const pool = await call('CreateUserPool', { PoolName: 'people' });
    const UserPoolId = pool.UserPool?.Id ?? '';
    const client = await call('CreateUserPoolClient', {
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    });
    const clientId = client.UserPoolClient?.ClientId ?? '';
    const user = { UserPoolId, Username: 'ada@example.com' };
    await call('AdminCreateUser', {
      ...user,
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }],
    });
    await call('AdminSetUserPassword', { ...user, Password: 'correct horse battery 1!', Permanent: true });
    await call('CreateGroup', { UserPoolId, GroupName: 'admin' });
    await call('AdminAddUserToGroup', { ...user, GroupName: 'admin' });
    const { AuthenticationResult } = await call('InitiateAuth', {
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada@example.com', PASSWORD: 'correct horse battery 1!' },
    });
    const { AccessToken = '', IdToken = '' } = AuthenticationResult ?? {};

    const options = { preset: 'cognito', issuer: `${origin}/${UserPoolId}` } as const;
    verifier = createAccessTokenVerifier({ issuers: [{ ...options, clientIds: clientId }] });
    const principal = await verifier.verify(AccessToken);
    expect(principal).toMatchObject({ issuer: options.issuer, clientId, claims: { token_use: 'access' } });
    expect([...principal.roles]).toEqual(['admin']);
    await expect(verifier.verify(IdToken)).rejects.toMatchObject({ reason: 'type' });

    const other = createAccessTokenVerifier({ issuers: [{ ...options, clientIds: 'other' }] });
    await expect(other.verify(AccessToken)).rejects.toMatchObject({ reason: 'audience' });
    const lenient = createAccessTokenVerifier({ issuers: [{ ...options, clientIds: clientId, acceptIdTokens: true }] });
    expect((await lenient.verify(IdToken)).subject).toBe(principal.subject);
  }, 30_000);
});
