import 'reflect-metadata';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { AuthModule, CurrentPrincipal, type Principal, Public, RequireRoles, RequireScopes } from '@gatehouse/auth';

@Controller('orders')
export class OrdersController {
  @Public()
  @Get('catalogue')
  catalogue() {
    return [];
  }

  @RequireScopes('orders:read')
  @Get()
  list(@CurrentPrincipal() principal: Principal) {
    return { of: principal.subject };
  }

  @RequireScopes('orders:write')
  @RequireRoles('clerk', 'admin')
  @Post()
  create() {
    return {};
  }
}

@Module({
  imports: [
    AuthModule.forRoot({ issuers: [{ issuer: 'https://issuer.example/auth', audience: 'urn:gatehouse:api' }] }),
  ],
  controllers: [OrdersController],
})
export class OrdersModule {}
