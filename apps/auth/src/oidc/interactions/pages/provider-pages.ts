import { type KoaContextWithOIDC } from 'oidc-provider';
import { errorPage, loggedOutPage, logOutPage } from './message.pages';
import { formTarget, type Page, pagePolicy, renderPage } from './page';

function show(ctx: KoaContextWithOIDC, page: Page, formTargets: readonly string[] = []): void {
  ctx.type = 'html';
  ctx.set('Content-Security-Policy', pagePolicy(formTargets));
  ctx.set('Referrer-Policy', 'same-origin');
  ctx.body = renderPage(new URL(ctx.oidc.issuer).pathname, page);
}

function clientName({ oidc }: KoaContextWithOIDC): string | undefined {
  return oidc.client?.clientName ?? oidc.client?.clientId;
}

/** The pages that oidc-provider shows of itself. */
export const providerPages = {
  renderError: (
    ctx: KoaContextWithOIDC,
    { error, error_description }: { error: string; error_description?: string },
  ) => {
    const isOurs = ctx.status >= 500;
    show(
      ctx,
      errorPage(
        isOurs ? 'Something went wrong on our side.' : (error_description ?? 'The request is not valid.'),
        error,
      ),
    );
  },
  logoutSource: (ctx: KoaContextWithOIDC, form: string) => {
    const state = ctx.oidc.session?.state as { postLogoutRedirectUri?: string } | undefined;
    const target = state?.postLogoutRedirectUri === undefined ? undefined : formTarget(state.postLogoutRedirectUri);
    show(ctx, logOutPage(clientName(ctx), form), target === undefined ? [] : [target]);
  },
  postLogoutSuccessSource: (ctx: KoaContextWithOIDC) => {
    show(ctx, loggedOutPage(clientName(ctx)));
  },
};
