export { type CardSource, checkServiceCards, ServiceCardError } from './check';
export { serviceCardSchema } from './schema';
export {
  type Place,
  type ScopeCard,
  scopesOfNoApi,
  type SecretCard,
  type ServiceCard,
  type TableAction,
  tableActions,
  type TableCard,
} from './service-card';
export { authorizationServerOf, readServiceCards, workspaceCards } from './workspace-cards';
