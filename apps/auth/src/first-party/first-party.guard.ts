import { principalOf } from '@gatehouse/auth';
import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { webClientId } from './first-party';
import { NotFirstPartyError } from './first-party.errors';

@Injectable()
class FirstPartyGuard implements CanActivate {
  canActivate(context: ExecutionContext): true {
    const request: object = context.switchToHttp().getRequest();
    if (principalOf(request)?.clientId !== webClientId) throw new NotFirstPartyError();
    return true;
  }
}

/**
 * Keeps a route for the system's own client. A person who lets another client read messages has not handed over the account:
 * every client's tokens carry the person's roles, so roles alone would not tell them apart.
 */
export function FirstPartyOnly(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    UseGuards(FirstPartyGuard),
    ApiResponse({ status: 403, description: 'The token was issued to another client than the own one.' }),
  );
}
