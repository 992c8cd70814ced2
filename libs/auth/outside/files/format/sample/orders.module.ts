import { Body, Controller, Delete, Get, Injectable, Module, NotFoundException, Param, Post } from '@nestjs/common';
import { CurrentPrincipal, type Principal, RequireScopes } from '@gatehouse/auth';

interface Order {
  readonly id: string;
  readonly text: string;
  readonly orderedBy: string;
}

@Injectable()
class OrdersService {
  private readonly orders = new Map<string, Order>();

  create({ subject }: Principal, text: string): Order {
    const order = { id: `${this.orders.size + 1}`, text, orderedBy: subject };
    this.orders.set(order.id, order);
    return order;
  }

  list({ subject }: Principal): readonly Order[] {
    return [...this.orders.values()].filter(({ orderedBy }) => orderedBy === subject);
  }

  find(principal: Principal, id: string): Order {
    const order = this.list(principal).find((order) => order.id === id);
    if (order === undefined) throw new NotFoundException();
    return order;
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @RequireScopes('orders:read')
  @Get()
  list(@CurrentPrincipal() principal: Principal) {
    return { items: this.orders.list(principal) };
  }

  @RequireScopes('orders:read')
  @Get(':id')
  find(@CurrentPrincipal() principal: Principal, @Param('id') id: string) {
    return this.orders.find(principal, id);
  }

  @RequireScopes('orders:write')
  @Post()
  create(@CurrentPrincipal() principal: Principal, @Body() { text }: { text: string }) {
    return this.orders.create(principal, text);
  }

  @RequireScopes('orders:write')
  @Delete(':id')
  remove(@Param('id') id: string) {
    return { removed: id };
  }
}

@Module({ controllers: [OrdersController], providers: [OrdersService] })
export class OrdersModule {}
