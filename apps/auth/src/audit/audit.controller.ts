import { RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { NowAdministrator } from '../users/administrator.guard';
import { UsersService } from '../users/users.service';
import { listAuditQuery, type ListAuditQuery } from './audit.requests';
import { auditResponse, type AuditResponse, toAudit } from './audit.responses';
import { AuditTrail } from './audit-trail';

@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('audit:read')
@Controller('auth/audit')
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly users: UsersService,
  ) {}

  @Get()
  @NowAdministrator()
  @ApiOperation({ summary: 'The last events of the audit trail, or those about a user, newest first' })
  @ApiResponse({ status: 200, standardSchema: auditResponse })
  async list(@Query({ schema: listAuditQuery }) { limit, cursor, user }: ListAuditQuery): Promise<AuditResponse> {
    const page = await this.trail.list({ limit, before: cursor, user });
    const ids = page.entries.flatMap(({ actor, subject }) => [actor, subject]).filter((id) => id !== undefined);
    return toAudit(page, await this.users.usernamesOf(ids));
  }
}
