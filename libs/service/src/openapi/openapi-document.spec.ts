import { parseRouteDemands } from '@gatehouse/access-token';
import { AuthModule, OptionalPrincipal, type Principal, Public, RequireAnyScope, RequireRoles } from '@gatehouse/auth';
import { Controller, Get, Module } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { createService } from '../index';
import { routeManifest } from '../routes/route-manifest';
import { emptyService } from '../testing/empty-service';
import { openApiDocument } from './openapi-document';

@Controller('articles')
class ArticlesController {
  @Public()
  @Get('open')
  open() {}

  @Public()
  @Get('optional')
  optional(@OptionalPrincipal() _?: Principal) {}

  @Get('closed')
  closed() {}

  @RequireAnyScope('a', 'b')
  @RequireRoles('editor')
  @Get('demanding')
  demanding() {}
}

@Module({
  imports: [AuthModule.forRoot({ issuers: [{ issuer: 'http://127.0.0.1/auth', audience: 'urn:gatehouse:api' }] })],
  controllers: [ArticlesController],
})
class ArticlesModule {}

describe('the demands of routes', () => {
  const definition = { ...emptyService, module: ArticlesModule };
  let app: NestExpressApplication;
  beforeAll(async () => {
    app = await createService(definition, { PORT: '0', LOG_LEVEL: 'silent' });
    await app.init();
  });
  afterAll(() => app.close());

  it.each([
    ['open', { security: [] }],
    ['optional', { security: [{}, { bearer: [] }] }],
    ['closed', { security: [{ bearer: [] }] }],
    ['demanding', { security: [{ bearer: ['a'] }, { bearer: ['b'] }], 'x-roles': ['editor'] }],
  ])('are the security of the OpenAPI operation: %s', (name, expected) => {
    const { paths } = openApiDocument(app, 'Articles', '');
    expect(paths[`/articles/${name}`]?.get).toMatchObject(expected);
  });

  it('are an entry of the manifest, which tells a public route that knows its caller from one that does not', () => {
    const manifest = parseRouteDemands(JSON.parse(JSON.stringify(routeManifest(definition, app))));
    const articles = manifest.filter(({ path }) => path.startsWith('/articles/'));
    expect(articles.map((route) => [route.path, route.public, route.optional])).toEqual([
      ['/articles/open', true, undefined],
      ['/articles/optional', true, true],
      ['/articles/closed', false, undefined],
      ['/articles/demanding', false, undefined],
    ]);
  });
});
