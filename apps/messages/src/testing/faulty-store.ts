import { type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { type FaultProxy, startFaultProxy } from '@gatehouse/dynamodb/testing';
import { type RunningService, startMessages } from './running-service';

/** The service with faults between it and its store, while the suite around it runs. */
export function serviceWithFaultyStore(): { readonly proxy: FaultProxy; readonly service: RunningService } {
  const running = {} as { proxy: FaultProxy; service: RunningService };
  let engine: LocalEngine;
  beforeAll(async () => {
    engine = await startEmbeddedEngine();
    running.proxy = await startFaultProxy(engine.endpoint);
    running.service = await startMessages({ DYNAMODB_ENDPOINT: running.proxy.endpoint });
  });
  afterAll(async () => {
    await running.service.stop();
    await running.proxy.stop();
    await engine.stop();
  });
  return running;
}
