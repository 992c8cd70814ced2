import { type ExecutionContext, Injectable, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { ApplicationConfig, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { RoutePathFactory } from '@nestjs/core/router/route-path-factory.js';
import type { Demand, RouteDemand } from '@gatehouse/access-token';
import { declarationOf, openDemand } from './declarations';
import { handlersNamed } from './public-routes';

type Handler = ReturnType<ExecutionContext['getHandler']>;
type PathMetadata = NonNullable<Parameters<RoutePathFactory['create']>[0]>;

/** A route as it is served, its path with the global prefix and the URI version, and what it demands. */
export interface RouteDeclaration extends RouteDemand {
  /** `MessagesController.create`. */
  readonly route: string;
}

/** A handler that Nest routes HTTP requests to. */
export interface RouteHandler {
  readonly controller: Type;
  readonly name: string;
  /** The method of the class, where Nest reads paths and methods. */
  readonly declared: Handler;
  /** The function that runs, which is the instance's, and where guards read what it demands. */
  readonly handler: Handler;
}

/** A route, by the name under which it is listed, and its handler. */
export interface Route extends Pick<RouteDemand, 'method' | 'path'> {
  readonly found: RouteHandler;
}

/** What every route of the application demands. */
@Injectable()
export class RouteDeclarations {
  private readonly demands = new WeakMap<Handler, WeakMap<Type, Demand>>();

  constructor(
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
  ) {}

  list(): readonly RouteDeclaration[] {
    return [...this.routes()].map(({ method, path, found }) => ({
      method,
      path,
      route: `${found.controller.name}.${found.name}`,
      ...this.demandOf(found.handler, found.controller, found.name),
    }));
  }

  /** What a handler demands; read from the decorators once. */
  demandOf(handler: Handler, controller: Type, name?: string): Demand {
    let byController = this.demands.get(handler);
    if (byController === undefined) {
      this.demands.set(handler, (byController = new WeakMap()));
    }
    let demand = byController.get(controller);
    if (demand === undefined) {
      byController.set(controller, (demand = declarationOf(handler, controller, name)));
    }
    return demand;
  }

  /** Opens routes of controllers that cannot be decorated, and returns what is wrong with their names. */
  open(names: readonly string[]): readonly string[] {
    const demandOf = ({ handler, controller, name }: RouteHandler) => this.demandOf(handler, controller, name);
    const { opened, faults } = handlersNamed(names, [...this.routes()], demandOf);
    for (const { handler, controller, name } of opened) {
      this.demands.get(handler)?.set(controller, openDemand(controller, name));
    }
    return faults;
  }

  private *routes(): Generator<Route> {
    for (const [found, module] of this.handlers()) {
      const method = (Reflect.getMetadata(METHOD_METADATA, found.declared) ?? RequestMethod.GET) as RequestMethod;
      for (const path of this.paths(found, module, method)) {
        // SEARCH and the methods of WebDAV pass through here; parseRouteDemands rejects them.
        yield { method: RequestMethod[method] as RouteDemand['method'], path, found };
      }
    }
  }

  *handlers(): Generator<[RouteHandler, module: Type]> {
    const scanner = new MetadataScanner();
    for (const module of this.modules.values()) {
      for (const { metatype, instance } of module.controllers.values()) {
        const controller = metatype as Type;
        for (const name of scanner.getAllMethodNames(controller.prototype as object)) {
          const declared = (controller.prototype as Record<string, Handler>)[name] as Handler;
          if (Reflect.hasMetadata(PATH_METADATA, declared)) {
            const handler = (instance as Record<string, Handler> | undefined)?.[name] ?? declared;
            yield [{ controller, name, declared, handler }, module.metatype];
          }
        }
      }
    }
  }

  private paths({ controller, declared }: RouteHandler, module: Type, method: RequestMethod): string[] {
    const factory = new RoutePathFactory(this.config);
    const versioning = this.config.getVersioning();
    const modulePath = [MODULE_PATH + this.modules.applicationId, MODULE_PATH]
      .map((key) => Reflect.getMetadata(key, module) as string | undefined)
      .find((path) => path !== undefined);
    const controllerVersion: unknown = Reflect.getMetadata(VERSION_METADATA, controller) ?? versioning?.defaultVersion;
    const methodVersion: unknown = Reflect.getMetadata(VERSION_METADATA, declared);
    return each(Reflect.getMetadata(PATH_METADATA, controller)).flatMap((ctrlPath) =>
      each(Reflect.getMetadata(PATH_METADATA, declared)).flatMap((methodPath) => {
        const metadata = {
          ctrlPath: slashed(ctrlPath),
          methodPath: slashed(methodPath),
          globalPrefix: this.config.getGlobalPrefix(),
          modulePath,
          methodVersion,
          ...(versioning && { controllerVersion, versioningOptions: versioning }),
        } as PathMetadata;
        return factory.create(metadata, method);
      }),
    );
  }
}

function each(path: unknown): string[] {
  return Array.isArray(path) ? (path as string[]) : [(path as string | undefined) ?? ''];
}

function slashed(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
