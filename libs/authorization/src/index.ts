export { apisOf, applyApis, type ApplyOptions, applyToStore, changeRegistry, type StoreApplication } from './apply';
export { changesBetween } from './changes';
export { authorizationTable, DynamoDbRegistryStore, MalformedRegistryError } from './dynamodb-registry.store';
export {
  administratorRole,
  type Api,
  builtInRoles,
  emptyRegistry,
  isBuiltInRole,
  type Registry,
  type RegistryContent,
  type Role,
  userRole,
} from './registry';
export { RegistryCache, registryFreshness, registryGrace } from './registry-cache';
export {
  type Application,
  type ChangedRegistry,
  type Widening,
  withApi,
  withCardApis,
  withoutApi,
  withoutRole,
  withRole,
} from './registry-changes';
export { RegistryBusyError, RegistryError, type RegistryFaultKind } from './registry-error';
export { apiSchema, resourceIdentifier, roleName, roleSchema, scopeSchema } from './registry.schema';
export { RegistryStore } from './registry.store';
export {
  allScopes,
  apiOf,
  everyApi,
  isApiScope,
  isRole,
  scopesFor,
  scopesOf,
  scopeText,
  type Subject,
  type Target,
} from './scopes';
