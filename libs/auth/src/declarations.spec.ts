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

  const demands = (allOf: string[], roles: string[] = []) => ({ public: false, scopes: { allOf, anyOf: [] }, roles });

  it('hold for subclasses, and for methods that override another without a declaration', () => {
    @RequireRoles('admin')
    class Base {
      @RequireScopes('a')
      first() {}
      @RequireScopes('a')
      second() {}
      @RequireScopes('a')
      third() {}
      @RequireScopes('a')
      fourth() {}
    }
    class Middle extends Base {
      override second() {}
    }
    class Derived extends Middle {
      override second() {}
      @RequireScopes('b')
      override third() {}
      @Public()
      override fourth() {}
      fifth() {}
    }
    expect(declarationOf(Derived.prototype.first, Derived)).toEqual(demands(['a'], ['admin']));
    expect(declarationOf(Derived.prototype.second, Derived)).toEqual(demands(['a'], ['admin']));
    expect(declarationOf(Derived.prototype.third, Derived)).toEqual(demands(['b'], ['admin']));
    expect(declarationOf(Derived.prototype.fourth, Derived)).toMatchObject({ public: true });
    expect(declarationOf(Derived.prototype.fifth, Derived)).toEqual(demands([], ['admin']));
  });

  it('open what a public class has, and not what its subclasses add or override', () => {
    class Base {
      inherited() {}
    }
    @Public()
    class Open extends Base {
      own() {}
      @Public()
      declared() {}
      @RequireScopes('a')
      closed() {}
    }
    class Derived extends Open {
      added() {}
      override own() {}
      override declared() {}
      override closed() {}
      @Public()
      opened() {}
    }
    expect(declarationOf(Open.prototype.own, Open)).toMatchObject({ public: true });
    expect(declarationOf(Open.prototype.inherited, Open)).toMatchObject({ public: true });
    expect(declarationOf(Open.prototype.closed, Open)).toEqual(demands(['a']));
    expect(declarationOf(Derived.prototype.inherited, Derived)).toMatchObject({ public: true });
    expect(declarationOf(Derived.prototype.opened, Derived)).toMatchObject({ public: true });
    expect(declarationOf(Derived.prototype.added, Derived)).toEqual(demands([]));
    expect(declarationOf(Derived.prototype.own, Derived)).toEqual(demands([]));
    expect(declarationOf(Derived.prototype.declared, Derived)).toEqual(demands([]));
    expect(declarationOf(Derived.prototype.closed, Derived)).toEqual(demands(['a']));
  });

  it('open no method of a subclass by a mixin or by an abstract base class', () => {
    type Constructor = new (...args: never[]) => object;
    const mixin = (base: Constructor) => {
      @Public()
      class Mixed extends base {
        mixed() {}
      }
      return Mixed;
    };
    @Public()
    abstract class Base {
      abstract get(): void;
    }
    class Derived extends mixin(Base as unknown as Constructor) {
      get() {}
    }
    expect(declarationOf(Derived.prototype.mixed, Derived)).toMatchObject({ public: true });
    expect(declarationOf(Derived.prototype.get, Derived)).toEqual(demands([]));
    class Implementing extends Base {
      get() {}
    }
    expect(declarationOf(Implementing.prototype.get, Implementing)).toEqual(demands([]));
  });

  it('close what a public class has by the demands of a subclass', () => {
    @Public()
    class Open {
      get() {}
    }
    @RequireRoles('admin')
    class Closed extends Open {}
    expect(declarationOf(Closed.prototype.get, Closed)).toEqual(demands([], ['admin']));
    expect(declarationOf(Open.prototype.get, Open)).toMatchObject({ public: true });
  });

  it('refuse a public class that extends one with demands', () => {
    @RequireRoles('admin')
    class Base {
      get() {}
    }
    @Public()
    class Open extends Base {}
    class Derived extends Open {}
    expect(() => declarationOf(Open.prototype.get, Open)).toThrow(/^Open is declared @Public\(\).* by Base/);
    expect(() => declarationOf(Derived.prototype.get, Derived)).toThrow(/^Open is declared @Public\(\)/);
  });

  it('open nothing by a class for a function that no class declares', () => {
    @Public()
    class Open {
      get() {}
    }
    expect(declarationOf(Open.prototype.get.bind(new Open()), Open)).toEqual(demands([]));
  });
});
