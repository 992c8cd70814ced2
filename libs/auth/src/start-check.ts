import { Injectable, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { declarationOf, lostDeclarations } from './declarations';
import { currentPrincipal } from './principal';
import { RouteDeclarations } from './route-declarations';

/** Metadata that Nest's other transports leave on a class or on its methods. */
const transports: readonly (readonly [prefix: string, name: string])[] = [
  ['websockets:is_gateway', 'a WebSocket gateway'],
  ['microservices:pattern', 'a message handler of a Nest microservice'],
  ['graphql:', 'a GraphQL resolver'],
];

/** Refuses to start an application whose declarations would not hold at run time. */
@Injectable()
export class StartCheck {
  constructor(
    private readonly routes: RouteDeclarations,
    private readonly modules: ModulesContainer,
  ) {}

  run(): void {
    const faults = [...new Set([...this.unguardedHandlers(), ...this.brokenRoutes()])];
    if (faults.length > 0) {
      throw new Error(`AuthModule refuses to start:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    }
  }

  private *unguardedHandlers(): Generator<string> {
    for (const { providers, controllers } of this.modules.values()) {
      for (const { metatype, isNotMetatype } of [...providers.values(), ...controllers.values()]) {
        if (isNotMetatype || typeof metatype !== 'function' || metatype.prototype === undefined) {
          continue;
        }
        const found = transportOf(metatype as Type);
        if (found !== undefined) {
          yield `${metatype.name} is ${found}, and @gatehouse/auth guards HTTP routes only: move it to an application of its own`;
        }
      }
    }
  }

  private *brokenRoutes(): Generator<string> {
    for (const [{ controller, name, handler }] of this.routes.handlers()) {
      const route = `${controller.name}.${name}`;
      if (lostDeclarations(handler, controller.prototype as object, name)) {
        yield `${route}: something replaced the method and lost its declaration: put @Public() and @Require…() above other decorators`;
        continue;
      }
      try {
        if (declarationOf(handler, controller).public && takesPrincipal(controller, name)) {
          yield `${route} is @Public(), so it has no @CurrentPrincipal()`;
        }
      } catch (error) {
        yield (error as Error).message;
      }
    }
  }
}

function transportOf(type: Type): string | undefined {
  const prototype = type.prototype as Record<string, object>;
  const targets = [type, ...new MetadataScanner().getAllMethodNames(prototype).map((name) => prototype[name])];
  const keys = targets
    .flatMap((target) => Reflect.getMetadataKeys(target as object) as unknown[])
    .filter((key) => typeof key === 'string');
  return transports.find(([prefix]) => keys.some((key) => key.startsWith(prefix)))?.[1];
}

function takesPrincipal(controller: Type, method: string): boolean {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { factory?: unknown }
  >;
  return Object.values(parameters).some(({ factory }) => factory === currentPrincipal);
}
