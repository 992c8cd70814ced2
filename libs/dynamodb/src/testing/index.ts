export { describeStoreContract, type ContractContext } from './contract';
export { hasJava, startDynamoDbLocal } from './dynamodb-local';
export { freePort } from './free-port';
export { startFaultProxy, type Fault, type FaultProxy } from './fault-proxy';
