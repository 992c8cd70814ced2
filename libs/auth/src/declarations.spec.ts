import { Public, RequireAnyScope, RequireRoles, RequireScopes } from '.';
import { declarationOf } from './declarations';

describe('the declarations', () => {
  it.each([
    ['no scope', () => RequireScopes(...([] as unknown as [string]))],
    ['an empty scope', () => RequireScopes('')],
    ['two scopes in one string', () => RequireScopes('a b')],
    ['a scope with a quote', () => RequireAnyScope('a"')],
    ['a scope that is no string', () => RequireAnyScope(7 as unknown as string)],
    ['no role', () => RequireRoles(...([] as unknown as [string]))],
    ['a blank role', () => RequireRoles('admin', ' ')],
  ])('refuse %s where it is written', (_, decorator) => {
    expect(decorator).toThrow(TypeError);
  });

  it('refuse the same decorator twice, of which one would be lost', () => {
    expect(() => {
      class Twice {
        @RequireScopes('a')
        @RequireScopes('b')
        handle() {}
      }
      return Twice;
    }).toThrow(/once/);
  });

  it('refuse anything but a class and a method', () => {
    expect(() => {
      class Arrow {
        // @ts-expect-error a property is no method
        @Public()
        handle = () => {};
      }
      return Arrow;
    }).toThrow(/no method/);
  });

  it('refuse to be public and to make demands in one place', () => {
    @Public()
    class Contradiction {
      @Public()
      @RequireRoles('admin')
      handle() {}
    }
    expect(() => declarationOf(Contradiction.prototype.handle, Contradiction)).toThrow(/Contradiction.handle/);
  });

  it('are inherited with the class, and a method of the subclass stands for itself', () => {
    @RequireRoles('admin')
    class Base {
      @RequireScopes('a')
      first() {}
      @RequireScopes('a')
      second() {}
    }
    class Derived extends Base {
      override second() {}
    }
    expect(declarationOf(Derived.prototype.first, Derived)).toMatchObject({
      scopes: { allOf: ['a'], anyOf: [] },
      roles: ['admin'],
    });
    expect(declarationOf(Derived.prototype.second, Derived)).toMatchObject({
      scopes: { allOf: [], anyOf: [] },
      roles: ['admin'],
    });
  });
});
