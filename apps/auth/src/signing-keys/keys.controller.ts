import { RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { NowAdministrator } from '../users/administrator.guard';
import { keysResponse, type KeysResponse, toKey } from './key.response';
import { KeyRotation } from './key-rotation.service';

/** Reads alone: a rotation is the operator's. */
@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('keys:read')
@Controller('auth/keys')
export class KeysController {
  constructor(private readonly keys: KeyRotation) {}

  @Get()
  @NowAdministrator()
  @ApiOperation({ summary: 'The signing keys and their states, in the order in which they sign' })
  @ApiResponse({ status: 200, standardSchema: keysResponse })
  async list(): Promise<KeysResponse> {
    return { items: (await this.keys.list()).map(toKey) };
  }
}
