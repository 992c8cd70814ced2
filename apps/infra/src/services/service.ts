import { type Place, type ServiceCard } from '@gatehouse/service-card';
import { type TableAccess } from '../data/data-stack';
import { type System } from '../system';
import { hasPage } from '../web/origins';
import { type Environment } from './environment';
import { advertisedResource, audiencesOf, type Trust } from './trust';

/** The port of a service in a container; the load balancer and the health check use it. */
export const containerPort = 8080;

/** A card names a variable that the deployment sets for every service. */
export class ReservedVariableError extends Error {
  constructor(service: string, variables: readonly string[]) {
    super(`apps/${service}/service.json: the deployment sets ${variables.join(', ')}; remove it from the card.`);
    this.name = 'ReservedVariableError';
  }
}

/** Every variable of a service where it runs. */
export function environmentOf(card: ServiceCard, place: Place, system: System, trust: Trust): Environment {
  const { stage, data, keys } = system;
  const deployment: Environment = {
    PORT: String(containerPort),
    LOG_LEVEL: stage.logs.level,
    TABLE_PREFIX: data.tablePrefix,
    // The event tells a function the address of the client; a load balancer appends it to a header.
    TRUSTED_PROXIES: place === 'container' ? '1' : '0',
    WEB_ORIGINS: trust.webOrigins.join(','),
    ...(hasPage(stage) && { CLOUDFRONT_SECRET: { secret: data.cloudFrontSecret } }),
    ...(stage.web.session === 'cookies' && { AUTH_COOKIES: 'on' }),
    ...(card.authorizationServer ? issuerVariables(trust, keys?.setting ?? '') : resourceServerVariables(card, trust)),
  };
  const own: Environment = {
    ...card.environment?.[place],
    ...Object.fromEntries(card.secrets.map(({ variable }) => [variable, { secret: data.secret(card, variable) }])),
  };
  const reserved = Object.keys(own).filter((variable) => variable in deployment);
  if (reserved.length > 0) throw new ReservedVariableError(card.name, reserved);
  return { ...deployment, ...own };
}

/** The tables of a service and its actions on them; with `DescribeTable`, by which its readiness is checked. */
export function tablesOf({ tables }: ServiceCard): readonly TableAccess[] {
  return tables.map((table) => ({ ...table, actions: [...table.actions, 'DescribeTable'] }));
}

/** The Lambda authorizer is a resource server that accepts the audiences of all services. */
export function environmentOfAuthorizer({ services }: System, trust: Trust): Environment {
  const [, ...resources] = audiencesOf(trust, services.keys());
  return { ...trustVariables(trust), ...(resources.length > 0 && { AUTH_RESOURCES: resources.join(',') }) };
}

/** The authorization server trusts itself. */
function issuerVariables({ issuer, audience }: Trust, signingKeys: string): Environment {
  return { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, SIGNING_KEYS: signingKeys };
}

function resourceServerVariables(card: ServiceCard, trust: Trust): Environment {
  const resource = advertisedResource(trust, card);
  return { ...trustVariables(trust), ...(resource !== undefined && { AUTH_RESOURCE: resource }) };
}

function trustVariables({ issuer, audience, issuedBy, jwksUri }: Trust): Environment {
  return {
    AUTH_ISSUER: issuer,
    AUTH_AUDIENCE: audience,
    AUTH_PRESET: issuedBy === 'cognito' ? 'cognito' : 'gatehouse',
    ...(jwksUri !== undefined && { AUTH_JWKS_URI: jwksUri }),
  };
}
