import { parseRouteDemands } from '@gatehouse/access-token';
import { AuthModule, OptionalPrincipal, type Principal, Public, RequireAnyScope, RequireRoles } from '@gatehouse/auth';
import { Controller, Get, Module } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { ApiResponse } from '@nestjs/swagger';
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
  @ApiResponse({ status: 200, description: '' })
  @ApiResponse({ status: 404, description: 'There is no such article.' })
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

  it('come with the body of every error, listed or not', () => {
    const { paths, components } = openApiDocument(app, 'Articles', '');
    const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    expect(paths['/articles/closed']?.get?.responses).toEqual({
      200: { description: '' },
      404: { description: 'There is no such article.', content },
      default: { description: 'Any other error.', content },
    });
    expect(components?.schemas?.['Problem']).toMatchObject({ required: ['type', 'title', 'status'] });
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
