import { type ServiceCard } from '@gatehouse/service-card';
import { localUrl } from '../start/local-services';
import { pageServer } from '../web/config';

const dockerfile = 'libs/workspace/container/Dockerfile';

/** The text of compose.yaml: every service in a container, the authorization server first. */
export function composeFile(cards: readonly ServiceCard[]): string {
  const [server, ...others] = cards;
  if (server === undefined) throw new Error('There is no service card.');
  const urls = cards.map((card) => `#   ${localUrl(card)}`);
  const secrets = [...new Set(cards.flatMap((card) => card.secrets.map(({ variable }) => variable)))];
  const given = secrets.map((variable) => `${variable}=$(openssl rand -base64 32) `).join('');
  return `# Made of the service cards by \`npx nx run workspace:compose\`. Everything in containers:
#   ${given}docker compose up --build
# The services are then at
${urls.join('\n')}
# and \`npx nx serve web\` serves the page in front of them, at http://localhost:${pageServer.port}
services:
  dynamodb:
    image: amazon/dynamodb-local:latest
    command: -jar DynamoDBLocal.jar -sharedDb -inMemory -disableTelemetry

  # Makes the tables, registers the APIs of the services, and ends.
  store:
    build:
      context: .
      dockerfile: ${dockerfile}
      target: workspace
    environment: &store
      DYNAMODB_ENDPOINT: http://dynamodb:8000
      AWS_REGION: eu-west-1
      AWS_ACCESS_KEY_ID: local
      AWS_SECRET_ACCESS_KEY: local
    command: node -r ./libs/workspace/register.cjs libs/workspace/src/store/prepare.ts
    depends_on: [dynamodb]

${[server, ...others].map((card) => service(card, server)).join('\n')}
volumes:
  state:
`;
}

function service(card: ServiceCard, server: ServiceCard): string {
  const { name, port } = card;
  const isServer = card === server;
  const settings: Record<string, string> = {
    AUTH_ISSUER: localUrl(server),
    AUTH_AUDIENCE: 'urn:gatehouse:api',
    ...(isServer
      ? { SIGNING_KEYS: 'file:/state/signing-keys.json' }
      : {
          AUTH_RESOURCE: localUrl(card),
          AUTH_JWKS_URI: `http://${server.name}:${server.port}${server.basePath}/.well-known/jwks.json`,
        }),
    ...card.environment?.container,
  };
  const secrets = card.secrets.map(
    ({ variable }) => `      ${variable}: \${${variable}:?set it to 32 random characters or more}`,
  );
  const environment = [
    ...Object.entries(settings).map(([variable, value]) => `      ${variable}: ${quoted(value)}`),
    ...secrets,
  ];
  return `  ${name}:
    build:
      context: .
      dockerfile: ${dockerfile}
      args: { APP: ${name}, PORT: ${port} }
    init: true
    read_only: true
    cap_drop: [ALL]
    environment:
      <<: *store
${environment.join('\n')}
${isServer ? '    volumes: [state:/state]\n' : ''}    ports: ['127.0.0.1:${port}:${port}']
    depends_on:
      store: { condition: service_completed_successfully }
`;
}

/** A text in YAML, whatever is in it. Compose would put a variable in the place of `$NAME`. */
function quoted(value: string): string {
  const text = value.replaceAll('$', '$$$$');
  return /['\n\r]/.test(text) ? JSON.stringify(text) : `'${text}'`;
}
