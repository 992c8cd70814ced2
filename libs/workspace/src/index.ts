export { definitionOf, type ServiceUnderCheck, startUnderCheck } from './routes/service-under-check';
export { localDefaults, localServices, localUrl, portVariable, workspaceRoot } from './start/local-services';
export { policyQuestion, requestTo, simpleQuestion } from './package/first-events';
export { type LocalStore, prepareStore } from './store/prepare-store';
export { pageServer } from './web/config';
export { pageClientId, pageScope, type PageSettings, type SessionKind, sessionKinds } from './web/page-settings';
export { type PageOrigins, securityHeaders, silentPageHeaders } from './web/security-headers';
