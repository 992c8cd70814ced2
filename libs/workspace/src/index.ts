export { localDefaults, localServices, type LocalService, workspaceRoot } from './start/local-services';
