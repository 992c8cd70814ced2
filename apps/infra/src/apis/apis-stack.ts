import { apisOf, authorizationTable } from '@gatehouse/authorization';
import { type ServiceCard } from '@gatehouse/service-card';
import { CustomResource, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { type Construct } from 'constructs';
import { ServiceFunction } from '../serverless/service-function';
import { resourceOf } from '../services/trust';
import { type StageConfig } from '../stages/stage';
import { type Site, type System } from '../system';

interface ApisStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly system: System;
  /** The authorization server, whose code registers the APIs. */
  readonly server: ServiceCard;
  readonly site: Site;
}

/** Registers the APIs of the deployed services at the authorization server, whenever a card changes. */
export class ApisStack extends Stack {
  constructor(scope: Construct, id: string, { stage, system, server, site, ...props }: ApisStackProps) {
    super(scope, id, props);
    const { artifacts, data, services } = system;
    const register = new ServiceFunction(this, 'RegisterApis', {
      stage,
      name: 'register-apis',
      description: 'Registers APIs at the authorization server',
      code: artifacts.code(server.name),
      handler: 'register-apis.handler',
      timeout: Duration.minutes(1),
      environment: { TABLE_PREFIX: data.tablePrefix },
      key: data.key,
    });
    data.allow(register.role, [{ name: authorizationTable, actions: ['GetItem', 'PutItem'] }]);
    const apis = apisOf([...services.keys()], (card) => resourceOf(site.trust, card));
    new CustomResource(this, 'Apis', {
      resourceType: 'Custom::GatehouseApis',
      // The function answers CloudFormation itself; CloudFormation invokes it by the role that deploys.
      serviceToken: register.function.functionArn,
      // Otherwise a function that cannot answer stops the deployment for an hour; Lambda tries three times in this one.
      serviceTimeout: Duration.minutes(5),
      properties: {
        Apis: this.toJsonString(apis),
        // `-c allowWidening=true` lets a card give a registered scope to more roles.
        AllowWidening: this.node.tryGetContext('allowWidening') === 'true' ? 'true' : 'false',
      },
    });
    this.addStackDependency(data);
    this.addStackDependency(site.stack);
  }
}
