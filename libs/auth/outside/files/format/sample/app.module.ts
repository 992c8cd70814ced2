import 'reflect-metadata';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { AuthModule, Public, RequireRoles } from '@gatehouse/auth';
import { OrdersModule } from './orders.module';

@Controller('catalogue')
class CatalogueController {
  @Public()
  @Get()
  list() {
    return [];
  }

  @RequireRoles('clerk', 'admin')
  @Post()
  add() {
    return {};
  }
}

@Module({
  imports: [
    AuthModule.forRoot({
      issuers: [
        { issuer: 'https://issuer.example/auth', audience: ['urn:gatehouse:api', 'https://api.example/orders'] },
      ],
      resource: 'https://api.example/orders',
    }),
    OrdersModule,
  ],
  controllers: [CatalogueController],
})
export class AppModule {}
