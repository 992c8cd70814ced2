import { Module } from '@nestjs/common';
import { DynamoDbFailuresStore } from './dynamodb-failures.store';
import { DynamoDbKnownDeviceStore } from './dynamodb-known-device.store';
import { FailuresStore } from './failures.store';
import { KnownDeviceStore } from './known-device.store';
import { KnownDevices } from './known-devices.service';
import { ThrottleService } from './throttle.service';

@Module({
  providers: [
    ThrottleService,
    KnownDevices,
    { provide: FailuresStore, useClass: DynamoDbFailuresStore },
    { provide: KnownDeviceStore, useClass: DynamoDbKnownDeviceStore },
  ],
  exports: [ThrottleService, KnownDevices],
})
export class ThrottlingModule {}
