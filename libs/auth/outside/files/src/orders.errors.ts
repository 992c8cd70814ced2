import { NotFoundException } from '@nestjs/common';

export class OrderError extends NotFoundException {
  constructor(_code: 'order_not_found', message: string) {
    super(message);
  }
}
