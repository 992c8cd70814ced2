export { definitionOf, type ServiceUnderCheck, startUnderCheck } from './routes/service-under-check';
export { localDefaults, localServices, type LocalService, workspaceRoot } from './start/local-services';
export { policyQuestion, requestTo, simpleQuestion } from './package/first-events';
