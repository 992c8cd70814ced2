import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable, type Type } from '@nestjs/common';
import { HttpAdapterHost, MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { Demand } from '@gatehouse/access-token';
import { AUTH_OPTIONS, type AuthOptions } from './auth.options';
import { declarationOf, lostDeclarations } from './declarations';
import { takesCurrentPrincipal } from './principal';
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
    private readonly adapterHost: HttpAdapterHost,
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
  ) {}

  run(): void {
    const broken = [...this.brokenRoutes()];
    // What sound declarations come to. An application context serves no routes, and knows no global prefix.
    const names = this.adapterHost.httpAdapter ? (this.options.publicRoutes ?? []) : [];
    const wrong = broken.length > 0 ? [] : [...this.routes.open(names), ...this.principalsOfPublicRoutes()];
    const faults = [...new Set([...this.otherModules(), ...this.unguardedHandlers(), ...broken, ...wrong])];
    if (faults.length > 0) {
      throw new Error(`AuthModule refuses to start:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    }
  }

  /** Each would register guards of its own, and a token would have to satisfy them all. */
  private *otherModules(): Generator<string> {
    if ([...this.modules.values()].filter(({ providers }) => providers.has(StartCheck)).length > 1) {
      yield 'AuthModule is configured more than once: call forRoot() once, in the root module, and list all issuers there';
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
    const seen = new Map<Type, Map<unknown, Demand>>();
    for (const [{ controller, name, handler }] of this.routes.handlers()) {
      const route = `${controller.name}.${name}`;
      if (lostDeclarations(handler, controller.prototype as object, name)) {
        yield `${route}: something replaced the method and lost its declaration: put @Public() and @Require…() above other decorators`;
        continue;
      }
      try {
        const demand = declarationOf(handler, controller, name);
        const ofClass = seen.get(controller) ?? new Map<unknown, Demand>();
        seen.set(controller, ofClass);
        // Nest tells guards the function and the class, but not the name.
        if (!isDeepStrictEqual(ofClass.get(handler) ?? demand, demand)) {
          yield `${route}: another route of the class runs the same function and demands something else: write two functions`;
        }
        ofClass.set(handler, demand);
      } catch (error) {
        yield (error as Error).message;
      }
    }
  }

  private *principalsOfPublicRoutes(): Generator<string> {
    for (const [{ controller, name, handler }] of this.routes.handlers()) {
      if (this.routes.demandOf(handler, controller, name).public && takesCurrentPrincipal(controller, name)) {
        yield `${controller.name}.${name} is @Public(), so it has no @CurrentPrincipal(): take @OptionalPrincipal() there`;
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
