import { type ExecutionContext, Injectable, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { ApplicationConfig, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { RoutePathFactory } from '@nestjs/core/router/route-path-factory.js';
import type { RouteDemand } from '@gatehouse/access-token';
import { declarationOf } from './declarations';

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

/** What every route of the application demands. */
@Injectable()
export class RouteDeclarations {
  constructor(
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
  ) {}

  list(): readonly RouteDeclaration[] {
    return [...this.handlers()].flatMap(([found, module]) => {
      const declaration = declarationOf(found.handler, found.controller);
      const method = (Reflect.getMetadata(METHOD_METADATA, found.declared) ?? RequestMethod.GET) as RequestMethod;
      return this.paths(found, module, method).map((path) => ({
        // SEARCH and the methods of WebDAV pass through here; parseRouteDemands rejects them.
        method: RequestMethod[method] as RouteDemand['method'],
        path,
        route: `${found.controller.name}.${found.name}`,
        ...declaration,
      }));
    });
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
