export { createTables } from './create-tables';
export { startEmbeddedEngine, type LocalEngine } from './engine';
