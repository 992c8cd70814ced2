export { describeStoreContract, type ContractContext } from './contract';
export { hasJava, startDynamoDbLocal } from './dynamodb-local';
