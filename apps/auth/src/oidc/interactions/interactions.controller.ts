import { Public } from '@gatehouse/auth';
import { RegistryCache } from '@gatehouse/authorization';
import { DomainError } from '@gatehouse/service';
import { Body, Controller, Get, Header, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Request, type Response } from 'express';
import { z } from 'zod';
import { requestContext } from '../../request-context/current-request';
import { type RequestContext } from '../../request-context/request-context';
import { SessionsService } from '../../sessions/sessions.service';
import { type IssuerEnvironment } from '../../settings';
import { loginRequest } from '../../users/user.requests';
import { giveDeviceToken } from '../../request-context/device-token';
import { KnownDevices } from '../../throttling/known-devices.service';
import { authTimeOf } from '../../users/sign-in-time';
import { type ProvenUser } from '../../users/user';
import { InvalidCredentialsError } from '../../users/user.errors';
import { signUpRequest } from '../../users/user.requests';
import { UsersService } from '../../users/users.service';
import { Interactions, type PendingRequest } from './interactions';
import { consentPage, scopeTexts } from './pages/consent.page';
import { PageErrorFilter } from './pages/page-error.filter';
import { formTarget, type Page, pagePolicy, renderPage } from './pages/page';
import { type FormState, signInPage, signUpPage } from './pages/sign-in.page';
import { stylesheet } from './pages/stylesheet';
import { SameOriginGuard } from './same-origin.guard';

type Form = Record<string, string>;

function formOf(body: unknown): Form {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  // An empty field of a form is one that was left out.
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
}

/** What a form is shown again with, and under which status. */
function refusalOf(error: DomainError<string> | z.ZodError, values: Form) {
  if (error instanceof z.ZodError) {
    const faults = Object.fromEntries(error.issues.map(({ path, message }) => [String(path[0]), message]));
    return { state: { values, faults }, status: 400 };
  }
  const { errors = [], retryAfter } = error.details;
  const state: FormState =
    errors.length === 0
      ? { values, alert: messages[error.code]?.(retryAfter) ?? error.message }
      : { values, faults: Object.fromEntries(errors.map(({ pointer, detail }) => [pointer.slice(2), detail])) };
  return { state, status: statuses[error.code] ?? 400, retryAfter };
}

/** What a person reads; `wait` in seconds. */
const messages: Record<string, (wait?: number) => string> = {
  invalid_credentials: () => 'The username or the password is wrong.',
  too_many_attempts: (wait = 1) => `There were too many attempts. Try again in ${inUnits(wait)}.`,
  hashing_busy: () => 'Too many people are signing in right now. Try again in a moment.',
};

function inUnits(seconds: number): string {
  const [count, unit] = seconds < 100 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const statuses: Record<string, number> = { invalid_credentials: 401, too_many_attempts: 429, hashing_busy: 503 };

/** The hosted pages: sign-in, sign-up and consent, on the way of an authorization request. */
@ApiExcludeController()
@Public()
@UseGuards(SameOriginGuard)
@UseFilters(PageErrorFilter)
@Controller('auth')
export class InteractionsController {
  private readonly issuer: URL;

  constructor(
    private readonly interactions: Interactions,
    private readonly users: UsersService,
    private readonly devices: KnownDevices,
    private readonly sessions: SessionsService,
    private readonly registry: RegistryCache,
    config: ConfigService<IssuerEnvironment, true>,
  ) {
    this.issuer = new URL(config.get('AUTH_ISSUER', { infer: true }));
  }

  @Get('pages.css')
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  stylesheet(): string {
    return stylesheet;
  }

  @Get('sign-in/:page')
  async show(@Param('page') pageId: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const pending = await this.interactions.find(pageId, request, response);
    if (pending.prompt === 'create' && request.query['to'] !== 'sign-in') {
      return this.send(response, pending, signUpPage(this.actionOf(pageId), nameOf(pending), {}));
    }
    if (pending.prompt !== 'consent') {
      const values = { username: pending.loginHint ?? '' };
      return this.send(response, pending, signInPage(this.actionOf(pageId), nameOf(pending), { values }));
    }
    const user = pending.accountId === undefined ? undefined : await this.users.findById(pending.accountId);
    const client = { name: nameOf(pending), origin: formTarget(pending.redirectUri) };
    const texts = await scopeTexts(pending.scopes, this.registry);
    this.send(response, pending, consentPage(this.actionOf(pageId), client, user?.username ?? '', texts));
  }

  @Get('sign-in/:page/sign-up')
  async showSignUp(@Param('page') pageId: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const pending = await this.interactions.find(pageId, request, response);
    this.send(response, pending, signUpPage(this.actionOf(pageId), nameOf(pending), {}));
  }

  @Post('sign-in/:page/login')
  async signIn(
    @Param('page') pageId: string,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.submit(pageId, body, request, response, signInPage, ({ username, password }, context) => {
      const input = loginRequest.safeParse({ username, password });
      if (!input.success) throw new InvalidCredentialsError();
      return this.users.authenticate(input.data.username, input.data.password, context);
    });
  }

  @Post('sign-in/:page/sign-up')
  async signUp(
    @Param('page') pageId: string,
    @Body() body: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.submit(pageId, body, request, response, signUpPage, async (form, context) => {
      const user = await this.users.signUp(signUpRequest.parse(form), context);
      return { user, authTime: authTimeOf(user, Date.now()) };
    });
  }

  @Post('sign-in/:page/consent')
  async consent(@Param('page') pageId: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.interactions.finishConsent(pageId, request, response);
  }

  @Post('sign-in/:page/cancel')
  async cancel(@Param('page') pageId: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.interactions.cancel(pageId, request, response);
  }

  /** Signs in whom the work tells, or shows the form again with what was wrong. */
  private async submit(
    pageId: string,
    body: unknown,
    request: Request,
    response: Response,
    page: typeof signInPage,
    work: (form: Form, context: RequestContext) => Promise<ProvenUser>,
  ): Promise<void> {
    const pending = await this.interactions.find(pageId, request, response);
    const form = formOf(body);
    const context = { ...requestContext(request), clientId: pending.client.clientId };
    let proven: ProvenUser;
    try {
      proven = await work(form, context);
    } catch (error) {
      if (!(error instanceof DomainError || error instanceof z.ZodError)) throw error;
      const { state, status, retryAfter } = refusalOf(error as DomainError<string> | z.ZodError, form);
      if (retryAfter !== undefined) response.setHeader('Retry-After', `${retryAfter}`);
      return this.send(response, pending, page(this.actionOf(pageId), nameOf(pending), state), status);
    }
    const { id } = proven.user;
    await this.sessions.bound(id, context);
    const device = await this.devices.remember(context.device, id);
    giveDeviceToken(response, device, this.issuer.protocol === 'https:');
    await this.interactions.finishLogin(proven, pageId, request, response);
  }

  private actionOf(pageId: string): string {
    return `${this.issuer.pathname}/sign-in/${pageId}`;
  }

  private send(response: Response, { redirectUri }: PendingRequest, page: Page, status = 200): void {
    const target = formTarget(redirectUri);
    response
      .status(status)
      .set({
        'Cache-Control': 'no-store',
        'Content-Security-Policy': pagePolicy(target === undefined ? [] : [target]),
        // Without a referrer browsers would send "Origin: null" with the form.
        'Referrer-Policy': 'same-origin',
      })
      .type('html')
      .send(renderPage(this.issuer.pathname, page));
  }
}

function nameOf({ client }: PendingRequest): string {
  return client.clientName ?? client.clientId;
}
