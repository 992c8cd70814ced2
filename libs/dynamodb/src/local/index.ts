export { createTables } from './create-tables';
export { openDataFolder } from './data-folder';
export { startEmbeddedEngine, type LocalEngine } from './engine';
export { announceStore, findStore, type RunningStore } from './running-store';
